/** Gives a file to the person: the phone's share sheet where it takes files, else a download. */

export async function giveFile(file: File): Promise<void> {
  const phone = navigator as { canShare?: (data: ShareData) => boolean } & Navigator;
  const data = { files: [file] };
  if (phone.canShare?.(data) !== true) {
    download(file);
    return;
  }
  try {
    await phone.share(data);
  } catch (error) {
    // Closing the sheet is a person's choice; whatever else fails, the file must still come.
    if (!(error instanceof DOMException) || error.name !== 'AbortError') download(file);
  }
}

const kept_ms = 60_000;

function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, kept_ms);
}

/** Hands a text on by the phone's share sheet, or leaves it where the person can take it from. */

export type Shared = 'shared' | 'copied' | 'saved' | 'failed';

const WIDTH_PX = 1080;
const EDGE_PX = 84;
const TITLE_PX = 60;
const BODY_PX = 42;
const LINE = 1.45;
const FACE = "'Be Vietnam Pro', 'Noto Sans', sans-serif";

export async function shareText(title: string, body: string): Promise<Shared> {
  const text = `${title}\n\n${body}`;
  try {
    if ('share' in navigator) {
      await navigator.share({ title, text });
      return 'shared';
    }
  } catch (error) {
    if (isCancelled(error)) return 'shared';
  }
  try {
    await navigator.clipboard.writeText(text);
    return 'copied';
  } catch {
    return 'failed';
  }
}

export async function sharePicture(title: string, body: string, foot: string): Promise<Shared> {
  const blob = await drawPicture(title, body, foot);
  if (blob === null) return 'failed';
  const file = new File([blob], 'tung-nha.png', { type: 'image/png' });
  try {
    if ('canShare' in navigator && navigator.canShare({ files: [file] })) {
      await navigator.share({ files: [file], title });
      return 'shared';
    }
  } catch (error) {
    if (isCancelled(error)) return 'shared';
  }
  keepFile(file);
  return 'saved';
}

function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function keepFile(file: File): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

/** Ink on rice paper, as tall as the text needs. */
async function drawPicture(title: string, body: string, foot: string): Promise<Blob | null> {
  await document.fonts.ready;
  const canvas = document.createElement('canvas');
  const brush = canvas.getContext('2d');
  if (brush === null) return null;
  canvas.width = WIDTH_PX;
  const lines = [
    ...wrap(brush, title, `700 ${String(TITLE_PX)}px ${FACE}`, TITLE_PX),
    ...wrap(brush, `\n${body}\n`, `400 ${String(BODY_PX)}px ${FACE}`, BODY_PX),
    ...wrap(brush, foot, `500 32px ${FACE}`, 32),
  ];
  canvas.height = EDGE_PX * 2 + lines.reduce((sum, { size }) => sum + size * LINE, 0);
  paint(brush, lines, canvas.height);
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
}

interface Line {
  readonly text: string;
  readonly font: string;
  readonly size: number;
}

function wrap(brush: CanvasRenderingContext2D, text: string, font: string, size: number): Line[] {
  brush.font = font;
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
      const fits = brush.measureText(longer).width <= WIDTH_PX - 2 * EDGE_PX;
      if (fits) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.map((line) => ({ text: line, font, size }));
  });
}

function paint(brush: CanvasRenderingContext2D, lines: readonly Line[], height: number): void {
  brush.fillStyle = '#f5f1e8';
  brush.fillRect(0, 0, WIDTH_PX, height);
  brush.fillStyle = '#a8683a';
  for (let y = EDGE_PX; y < height - EDGE_PX; y += 24) {
    brush.beginPath();
    brush.arc(EDGE_PX / 2, y, 5, 0, 2 * Math.PI);
    brush.fill();
  }
  brush.fillStyle = '#18232e';
  let y = EDGE_PX;
  for (const { text, font, size } of lines) {
    y += size * LINE;
    brush.font = font;
    brush.fillText(text, EDGE_PX, y - size * 0.4);
  }
}

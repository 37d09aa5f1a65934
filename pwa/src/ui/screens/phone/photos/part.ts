/** Fetched where somebody opens a saved shop or product: the start does not pay for photos. */
export const loadPhotos = async () => (await import('../rare.ts')).rare.Photos;

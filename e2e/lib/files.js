// Small files to send.
/** A PDF of one empty page. */
export const scan = (name = "приказ.pdf") => ({
  name,
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
});
export const PAPER = new URL("../../regions/khabarovsk/roadmap/roadmap-2024.docx", import.meta.url).pathname;

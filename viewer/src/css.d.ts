// Style sheets that a script imports are bundled into it as text (build.mjs).
declare module "*.css" {
  const text: string;
  export default text;
}

// Files that lie beside the script and are loaded when they are needed.
export const load = (name: string): Promise<unknown> => import(new URL(name, import.meta.url).href);

/** Files that neither the shell nor a volunteer's screen asks for. */
export declare function listOfficeFiles(): Set<string>;

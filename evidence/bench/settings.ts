/** How much to measure. `rounds` is five in both modes. */
export interface Settings {
  full: boolean;
  rounds: number;
}

/** How much is measured. Either way each figure is the median of five. */
export interface Settings {
  full: boolean;
  rounds: number;
}

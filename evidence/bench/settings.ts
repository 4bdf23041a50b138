/** How much to measure: all if `full`, otherwise a smaller part. `rounds` is five in both cases. */
export interface Settings {
  full: boolean;
  rounds: number;
}

/** Something the user can put right. It is told in its own words, in one line, without a stack trace. */
export class Complaint extends Error {}

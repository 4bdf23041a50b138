/**
 * A test loads this module into every process of a suite (`node --import`). It writes attempts to connect to other
 * machines into the file that OUTSIDE names.
 */
import { appendFileSync } from "node:fs";
import { Socket } from "node:net";
import process from "node:process";

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  const [first] = args;
  const { host, path } = Array.isArray(first) ? first[0] : first;
  if (!path && host && !/^(127\.0\.0\.1|localhost|::1)$/.test(host)) {
    appendFileSync(process.env.OUTSIDE, `${host} from ${process.argv.join(" ")}\n`);
  }
  return connect.apply(this, args);
};

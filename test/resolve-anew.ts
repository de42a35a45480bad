/**
 * Looks at a folder before each file of tests. Node 20 resolves a package by its link, and not by where it lies, where the last thing that the
 * process has looked at was a pipe or a socket, such as one that a test takes away: then that package finds other packages than its own.
 */
import { statSync } from 'node:fs';

statSync('.');

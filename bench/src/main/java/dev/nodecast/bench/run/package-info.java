/** What benchmarks need from the machine: child processes, their cost, temporary directories. */
package dev.nodecast.bench.run;

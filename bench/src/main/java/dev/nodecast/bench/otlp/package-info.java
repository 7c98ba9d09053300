/** The same samples in the form that OpenTelemetry would send them in, to compare sizes. */
package dev.nodecast.bench.otlp;

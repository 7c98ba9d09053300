/**
 * Requests and their answers on connections, as the programs of exchange.bpf.c put them together.
 */
package dev.nodecast.bpf.exchange;

package dev.nodecast.aggregator.web;

import static dev.nodecast.web.read.Quantity.BYTES_PER_SECOND;
import static dev.nodecast.web.read.Quantity.CORES;
import static dev.nodecast.web.read.Quantity.COUNT;
import static dev.nodecast.web.read.Quantity.PER_SECOND;
import static dev.nodecast.web.read.Quantity.SECONDS;
import static dev.nodecast.web.read.Quantity.SHARE;

import dev.nodecast.catalog.Column;
import dev.nodecast.catalog.ContainerKernelKind;
import dev.nodecast.web.read.KernelGroup;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Reading;
import java.util.ArrayList;
import java.util.List;

/** The values of the panels, with names that people read; the catalog's sentence explains each. */
final class KernelFacts {
  private static final double MICROS = 1e-6;

  private final KernelFigures figures;
  private final List<Reading> facts = new ArrayList<>();

  private KernelFacts(KernelFigures figures) {
    this.figures = figures;
  }

  /** Empty for a panel that is a table. */
  static List<Reading> of(KernelGroup panel, KernelFigures figures) {
    KernelFacts of = new KernelFacts(figures);
    switch (panel) {
      case LIFE -> of.life();
      case SCHEDULING -> of.scheduling();
      case TCP -> of.tcp();
      case PACKETS -> of.udp();
      case STALLS -> of.stalls();
      case BLOCK -> of.block();
      case FILE -> of.file();
      case CACHE -> of.cache();
      case PEERS, DROPS, SYSCALLS, DEVICES, INTERRUPTS -> {}
    }
    return List.copyOf(of.facts);
  }

  private void life() {
    rate("Started", ContainerKernelKind.FORKS);
    rate("Programs executed", ContainerKernelKind.EXECS);
    rate("Ended", ContainerKernelKind.EXITS);
    rate("Ended with a code not 0", ContainerKernelKind.EXITS_FAILED);
    rate("Ended by a signal", ContainerKernelKind.EXITS_KILLED);
    add(
        "CPU time of the ended",
        ContainerKernelKind.EXITED_CPU,
        figures.rate(ContainerKernelKind.EXITED_CPU) * MICROS,
        CORES);
  }

  private void scheduling() {
    percentiles("Wait for a CPU", ContainerKernelKind.RUN_QUEUE_LATENCY);
    add(
        "Waited per second",
        ContainerKernelKind.RUN_QUEUE_WAIT,
        figures.rate(ContainerKernelKind.RUN_QUEUE_WAIT) * MICROS,
        SECONDS);
    add(
        "On CPU",
        ContainerKernelKind.ON_CPU,
        figures.rate(ContainerKernelKind.ON_CPU) * MICROS,
        CORES);
    rate("Switches, voluntary", ContainerKernelKind.SWITCHES_VOLUNTARY);
    rate("Switches, involuntary", ContainerKernelKind.SWITCHES_INVOLUNTARY);
    rate("Switches, blocked", ContainerKernelKind.SWITCHES_BLOCKED);
    rate("Moved to another CPU", ContainerKernelKind.MIGRATIONS);
  }

  private void tcp() {
    bytes("Received", ContainerKernelKind.TCP_RECEIVED_BYTES);
    bytes("Sent", ContainerKernelKind.TCP_SENT_BYTES);
    rate("Segments received", ContainerKernelKind.TCP_RECEIVED_SEGMENTS);
    rate("Segments sent", ContainerKernelKind.TCP_SENT_SEGMENTS);
    rate("Retransmitted", ContainerKernelKind.TCP_RETRANSMITS);
    add(
        "Retransmitted of sent",
        ContainerKernelKind.TCP_RETRANSMITS,
        Measured.share(
            figures.rate(ContainerKernelKind.TCP_RETRANSMITS),
            figures.rate(ContainerKernelKind.TCP_SENT_SEGMENTS)),
        SHARE);
    percentiles("Round trip", ContainerKernelKind.TCP_RTT);
    percentiles("Connecting took", ContainerKernelKind.TCP_CONNECT_LATENCY);
    add("Open", ContainerKernelKind.TCP_OPEN, figures.sum(ContainerKernelKind.TCP_OPEN), COUNT);
    rate("Opened", ContainerKernelKind.TCP_CONNECTS);
    rate("Accepted", ContainerKernelKind.TCP_ACCEPTS);
    rate("Closed", ContainerKernelKind.TCP_CLOSES);
    rate("Failed to open", ContainerKernelKind.TCP_CONNECT_FAILURES);
    rate("Resets sent", ContainerKernelKind.TCP_RESETS_SENT);
    rate("Resets received", ContainerKernelKind.TCP_RESETS_RECEIVED);
    rate("Dropped", ContainerKernelKind.TCP_DROPS);
    rate("Accept queue full", ContainerKernelKind.TCP_LISTEN_OVERFLOWS);
  }

  private void udp() {
    bytes("UDP received", ContainerKernelKind.UDP_RECEIVED_BYTES);
    bytes("UDP sent", ContainerKernelKind.UDP_SENT_BYTES);
    rate("Datagrams received", ContainerKernelKind.UDP_RECEIVED_DATAGRAMS);
    rate("Datagrams sent", ContainerKernelKind.UDP_SENT_DATAGRAMS);
  }

  private void stalls() {
    add(
        "OOM kills",
        ContainerKernelKind.OOM_KILLS,
        figures.sum(ContainerKernelKind.OOM_KILLS),
        COUNT);
    rate("Direct reclaims", ContainerKernelKind.DIRECT_RECLAIMS);
    percentiles("Direct reclaim took", ContainerKernelKind.DIRECT_RECLAIM_LATENCY);
    rate("Pages freed so", ContainerKernelKind.DIRECT_RECLAIM_PAGES);
  }

  private void block() {
    rate("Reads", ContainerKernelKind.BLOCK_READS);
    bytes("Read", ContainerKernelKind.BLOCK_READ_BYTES);
    percentiles("Read took", ContainerKernelKind.BLOCK_READ_LATENCY);
    rate("Writes", ContainerKernelKind.BLOCK_WRITES);
    bytes("Written", ContainerKernelKind.BLOCK_WRITE_BYTES);
    percentiles("Write took", ContainerKernelKind.BLOCK_WRITE_LATENCY);
  }

  private void file() {
    rate("Reads", ContainerKernelKind.FILE_READS);
    bytes("Read", ContainerKernelKind.FILE_READ_BYTES);
    p99("Read took", ContainerKernelKind.FILE_READ_LATENCY);
    rate("Writes", ContainerKernelKind.FILE_WRITES);
    bytes("Written", ContainerKernelKind.FILE_WRITE_BYTES);
    p99("Write took", ContainerKernelKind.FILE_WRITE_LATENCY);
    rate("Opened", ContainerKernelKind.FILE_OPENS);
    rate("Failed to open", ContainerKernelKind.FILE_OPEN_FAILURES);
    p99("Open took", ContainerKernelKind.FILE_OPEN_LATENCY);
    rate("Synced", ContainerKernelKind.FILE_FSYNCS);
    p99("Sync took", ContainerKernelKind.FILE_FSYNC_LATENCY);
  }

  private void cache() {
    rate("Pages added", ContainerKernelKind.PAGE_CACHE_ADDITIONS);
    rate("Pages dirtied", ContainerKernelKind.PAGE_CACHE_DIRTIED);
    rate("Buffers dirtied", ContainerKernelKind.BUFFERS_DIRTIED);
    rate("Pages used", ContainerKernelKind.PAGE_CACHE_ACCESSES);
  }

  private void rate(String name, Column counter) {
    add(name, counter, figures.rate(counter), PER_SECOND);
  }

  private void bytes(String name, Column counter) {
    add(name, counter, figures.rate(counter), BYTES_PER_SECOND);
  }

  private void percentiles(String name, Column histogram) {
    add(name + ", p50", histogram, figures.p50(histogram), SECONDS);
    p99(name, histogram);
  }

  private void p99(String name, Column histogram) {
    add(name + ", p99", histogram, figures.p99(histogram), SECONDS);
  }

  private void add(String name, Column column, double value, Quantity quantity) {
    facts.add(Reading.of(name, column.help(), value, quantity));
  }
}

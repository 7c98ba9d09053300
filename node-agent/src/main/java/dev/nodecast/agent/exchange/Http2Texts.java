package dev.nodecast.agent.exchange;

import dev.nodecast.bpf.exchange.Http2Counts;
import dev.nodecast.bpf.exchange.Http2Stream;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What the readers of all HTTP/2 connections share: texts, and room to decode in. For one thread.
 */
final class Http2Texts {
  /** The longest operation of gRPC that is told. */
  private static final int LONGEST_OPERATION = 200;

  private final Words words;
  private final Routes routes;

  /** What streams are that come from the kernel. */
  final Shapes shapes;

  /** Where the kernel is told what to count; null: it does not. */
  Http2Counts counts;

  final Http2Stream stream = new Http2Stream();

  /** Of the connections that the kernel counts now: no more than it has room for. */
  final Set<Http2Counting> counted = new LinkedHashSet<>();

  /** As much of a name as there is to tell it from others. */
  final byte[] name = new byte[16];

  /** As much of a value as is looked at. */
  final byte[] value = new byte[1024];

  final byte[] path = new byte[1024];
  final Http2Head head;
  final Exchange exchange = new Exchange();

  /** Of the field that is being read. */
  final TraceContext trace = new TraceContext();

  Http2Texts(Words words, Routes routes, Shapes shapes) {
    this.words = words;
    this.routes = routes;
    this.shapes = shapes;
    this.head = new Http2Head(words);
  }

  /** What a path says: a route, or of gRPC {@code package.Service/Method}. */
  String path(int length, boolean grpc) {
    int there = Math.min(length, path.length);
    if (!grpc) {
      return routes.of(path, 0, there);
    }
    int from = there > 0 && path[0] == '/' ? 1 : 0;
    return words.of(path, from, Math.min(there, from + LONGEST_OPERATION));
  }
}

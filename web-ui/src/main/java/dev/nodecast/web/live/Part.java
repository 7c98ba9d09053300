package dev.nodecast.web.live;

/** What a view is made of: single regions, and tables whose rows may move. */
public sealed interface Part permits Region, Table {
  String id();
}

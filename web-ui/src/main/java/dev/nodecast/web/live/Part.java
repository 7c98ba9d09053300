package dev.nodecast.web.live;

/** What a view is made of: single regions, tables whose rows may move, and pictures. */
public sealed interface Part permits Region, Table, Drawing {
  String id();
}

package dev.nodecast.web.chart;

import dev.nodecast.web.read.Quantity;

/** A value beside the legend that has no curve. */
public record Note(String label, double value, Quantity quantity) {}

package dev.nodecast.web.page;

import dev.nodecast.web.format.Figure;
import dev.nodecast.web.live.Region;
import dev.nodecast.web.read.Quantity;
import dev.nodecast.web.read.Room;

/** Body of a table: used, requests, limits, allocatable, capacity, and the bar of them. */
final class RoomTable {
  private RoomTable() {}

  static Region of(Room cpu, Room memory, Room pods) {
    return Region.of(
        "room",
        "tbody",
        "",
        line("CPU", "k-cpu", cpu, Quantity.CORES)
            + line("Memory", "k-mem", memory, Quantity.BYTES)
            + line("Pods", "k-net", pods, Quantity.COUNT));
  }

  private static String line(String name, String colour, Room room, Quantity quantity) {
    return "<tr><th scope=\"row\">"
        + name
        + "</th>"
        + cell(room.used(), quantity)
        + cell(room.requests(), quantity)
        + cell(room.limits(), quantity)
        + cell(room.allocatable(), quantity)
        + cell(room.capacity(), quantity)
        + "</tr><tr class=\"b\"><td colspan=\"6\">"
        + Bars.bullet(colour, name, room, quantity)
        + "</td></tr>";
  }

  private static String cell(double value, Quantity quantity) {
    return UsageLine.cell(Figure.of(value, quantity));
  }
}

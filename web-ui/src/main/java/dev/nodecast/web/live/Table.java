package dev.nodecast.web.live;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.List;

/**
 * The body of a table. While the rows and their order stay, only cells are swapped, so that links
 * keep the focus and text stays selected; when they change the whole body is.
 *
 * @param held the order follows values: the rows stay still between evaluations
 * @param wanted keys in the order that the last evaluation came to; only of what is held
 */
public record Table(String id, boolean held, List<String> wanted, List<Row> rows)
    implements Part, Content {
  public Table {
    wanted = List.copyOf(wanted);
    rows = List.copyOf(rows);
  }

  /** Whose order needs no memory. */
  public static Table of(String id, List<Row> rows) {
    return new Table(id, false, List.of(), rows);
  }

  /**
   * One row.
   *
   * @param id unique in the page
   * @param css class names, may be empty
   * @param key what {@code Order} knows this row by
   */
  public record Row(String id, String css, String key, List<Region> cells) {
    public Row {
      cells = List.copyOf(cells);
    }
  }

  @Override
  public void writeTo(TemplateOutput output) {
    StringBuilder html = new StringBuilder(rows.size() * 2048 + 64);
    write(html, false);
    output.writeContent(html.toString());
  }

  void write(StringBuilder out, boolean outOfBand) {
    out.append("<tbody id=\"").append(id).append('"');
    out.append(outOfBand ? " hx-swap-oob=\"true\">" : ">");
    for (Row row : rows) {
      out.append("<tr id=\"").append(row.id()).append('"');
      if (!row.css().isEmpty()) {
        out.append(" class=\"").append(row.css()).append('"');
      }
      out.append('>');
      for (Region cell : row.cells()) {
        cell.write(out, "", false);
      }
      out.append("</tr>");
    }
    out.append("</tbody>");
  }

  /** Which rows, in which order, with which classes. */
  long structure() {
    long hash = Hash.SEED;
    for (Row row : rows) {
      hash = Hash.of(row.css(), Hash.of(row.id(), hash));
    }
    return hash;
  }
}

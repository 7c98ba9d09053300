package dev.nodecast.web.live;

import gg.jte.Content;
import gg.jte.TemplateOutput;

/**
 * The smallest part of a page that is swapped: one element with a stable id.
 *
 * @param id unique in the page
 * @param tag element name, not a void element
 * @param css class names, may be empty
 * @param attributes further attributes as HTML, empty or starting with a space
 * @param inner content as HTML, already escaped
 * @param flash the number that the content prints, to decide whether a change is worth a flash; NaN
 *     never flashes
 */
public record Region(
    String id, String tag, String css, String attributes, String inner, double flash)
    implements Part, Content {

  public static Region of(String id, String tag, String css, String inner) {
    return new Region(id, tag, css, "", inner, Double.NaN);
  }

  public static Region of(String id, String tag, String css, Content inner) {
    return of(id, tag, css, Html.render(inner));
  }

  @Override
  public void writeTo(TemplateOutput output) {
    StringBuilder html = new StringBuilder(inner.length() + 64);
    write(html, "", false);
    output.writeContent(html.toString());
  }

  /**
   * @param flashClass {@code f0}, {@code f1} or empty
   * @param outOfBand marked for htmx to swap it by id
   */
  void write(StringBuilder out, String flashClass, boolean outOfBand) {
    out.append('<').append(tag).append(" id=\"").append(id).append('"');
    if (!css.isEmpty() || !flashClass.isEmpty()) {
      out.append(" class=\"").append(css);
      out.append(css.isEmpty() || flashClass.isEmpty() ? "" : " ").append(flashClass).append('"');
    }
    out.append(attributes);
    if (outOfBand) {
      out.append(" hx-swap-oob=\"true\"");
    }
    out.append('>').append(inner).append("</").append(tag).append('>');
  }

  long hash() {
    return Hash.of(inner, Hash.of(attributes, Hash.of(css, Hash.SEED)));
  }
}

package dev.nodecast.web.live;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture whose figures change more often than what stands where. While its structure stays, only
 * regions are swapped, so that links keep the focus; when it changes the whole picture is.
 *
 * @param attributes of the svg element as HTML, starting with a space
 * @param shapes in the order in which they are painted
 */
public record Drawing(String id, String attributes, List<Shape> shapes) implements Part, Content {
  public Drawing {
    shapes = List.copyOf(shapes);
  }

  /**
   * A part of the picture.
   *
   * @param before what stays, as HTML
   * @param regions what changes
   * @param after what stays and is painted on top
   */
  public record Shape(String before, List<Region> regions, String after) {
    public Shape {
      regions = List.copyOf(regions);
    }

    /** One that never changes. */
    public static Shape still(String html) {
      return new Shape(html, List.of(), "");
    }
  }

  List<Region> regions() {
    List<Region> regions = new ArrayList<>();
    shapes.forEach(shape -> regions.addAll(shape.regions()));
    return regions;
  }

  @Override
  public void writeTo(TemplateOutput output) {
    StringBuilder html = new StringBuilder(shapes.size() * 512 + 256);
    write(html, false);
    output.writeContent(html.toString());
  }

  void write(StringBuilder out, boolean outOfBand) {
    out.append("<svg id=\"").append(id).append('"').append(attributes);
    out.append(outOfBand ? " hx-swap-oob=\"true\">" : ">");
    for (Shape shape : shapes) {
      out.append(shape.before());
      for (Region region : shape.regions()) {
        region.write(out, "", false);
      }
      out.append(shape.after());
    }
    out.append("</svg>");
  }

  /** What stands where. */
  long structure() {
    long hash = Hash.of(attributes, Hash.SEED);
    for (Shape shape : shapes) {
      hash = Hash.of(shape.after(), Hash.of(shape.before(), hash));
      for (Region region : shape.regions()) {
        hash = Hash.of(region.id(), hash);
      }
    }
    return hash;
  }
}

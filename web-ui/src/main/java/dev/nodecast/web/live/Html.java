package dev.nodecast.web.live;

import gg.jte.Content;
import gg.jte.output.StringOutput;

/** Renders template models to text. */
public final class Html {
  private Html() {}

  public static String render(Content content) {
    StringOutput output = new StringOutput(1024);
    content.writeTo(output);
    return output.toString();
  }
}

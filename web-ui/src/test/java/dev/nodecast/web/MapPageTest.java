package dev.nodecast.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nodecast.web.read.Counts;
import dev.nodecast.web.read.MapQuery;
import dev.nodecast.web.read.ServiceMap;
import dev.nodecast.web.read.Shell;
import dev.nodecast.web.read.Spans;
import dev.nodecast.web.read.TimeRange;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class MapPageTest {
  private static final Pattern DRAWING =
      Pattern.compile("<svg id=\"map-drawing\".*?</svg>", Pattern.DOTALL);

  private final TestingReads reads = TestingReads.seven();
  private final Dashboard dashboard = dashboard(reads);

  private static Dashboard dashboard(TestingReads of) {
    return new Dashboard(of, Clock.fixed(of.now(), ZoneOffset.UTC));
  }

  private static String body(Dashboard of, String address) {
    int query = address.indexOf('?');
    WebRequest request =
        new WebRequest(
            query < 0 ? address : address.substring(0, query),
            query < 0 ? "" : address.substring(query + 1),
            "",
            "");
    return new String(of.answer(request).body(), StandardCharsets.UTF_8);
  }

  private static String drawing(String page) {
    Matcher drawing = DRAWING.matcher(page);
    assertThat(drawing.find()).isTrue();
    return drawing.group();
  }

  private static String tick(String html) {
    Matcher tick = Pattern.compile("id=\"tick\"[^>]*value=\"([^\"]+)\"").matcher(html);
    assertThat(tick.find()).isTrue();
    return tick.group(1);
  }

  @Test
  void thePictureIsWellFormedWhateverNamesAre() throws Exception {
    String page = body(dashboard, "/map");
    assertThat(page).contains("&lt;/title&gt;&lt;/svg&gt;&lt;script&gt;alert(1)");
    assertThat(page).doesNotContain("<script>alert").doesNotContain("style=");
    // Boxes, lines and words: an XML parser finds no element left open.
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(drawing(page))));
    assertThat(document.getElementsByTagName("a").getLength()).isEqualTo(21);
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(21);
  }

  @Test
  void aTickSwapsFiguresAndLeavesThePicture() {
    String page = body(dashboard, "/map");
    reads.advance();
    String changes = body(dashboard, "/live/map?tick=" + tick(page));
    assertThat(changes)
        .contains("<template><svg>", "id=\"mv1\"", "id=\"mt0\"", " hx-swap-oob=\"true\"")
        .doesNotContain("<svg id=\"map-drawing\"")
        .doesNotContain("<rect")
        .doesNotContain("<main");
  }

  @Test
  void anotherPictureIsSwappedAsAWholeAndNothingElseIs() {
    TestingReads changing =
        new TestingReads(List.of("node-01"), 1) {
          @Override
          public ServiceMap map(MapQuery query) {
            long tick = (now().toEpochMilli() - START.toEpochMilli()) / 2000;
            ServiceMap all = new TestingMap(0).map(query);
            return tick == 0
                ? all
                : new ServiceMap(
                    all.boxes().subList(0, 3),
                    List.of(),
                    2,
                    3,
                    true,
                    false,
                    all.focus(),
                    0,
                    3,
                    all.counts(),
                    all.calls(),
                    all.namespaces(),
                    all.protocols(),
                    true,
                    all.off(),
                    0);
          }
        };
    Dashboard shown = dashboard(changing);
    String page = body(shown, "/map");
    changing.advance();
    String changes = body(shown, "/live/map?tick=" + tick(page));
    assertThat(changes).contains("<svg id=\"map-drawing\"", "web-frontend").doesNotContain("<main");
    assertThat(changes).doesNotContain("checkout</text>");
  }

  @Test
  void aBoxLeadsToItsNeighboursAndThatOneToItsService() {
    assertThat(drawing(body(dashboard, "/map?protocol=http1")))
        .contains(
            "href=\"/map?focus=workload:shop:checkout:&#38;protocol=http1\"".replace("#38", "amp"));
    String around = body(dashboard, "/map?focus=workload:shop:checkout:");
    assertThat(drawing(around))
        .contains("href=\"/services/server:shop:checkout\"", "box here")
        .doesNotContain(">search<");
    assertThat(around)
        .contains("Around <b>checkout</b>", "id=\"map-whole\" href=\"/map\"", "2 calls away");
    assertThat(body(dashboard, "/map?focus=gone")).contains("This service is not on the map");
    assertThat(body(dashboard, "/map?hops=7")).contains("hops: 7 (expected: 1 to 3)");
  }

  @Test
  void lineAndBoxSayTheirPercentiles() {
    String drawing = drawing(body(dashboard, "/map"));
    assertThat(drawing)
        .containsPattern(
            "web-frontend to checkout, http1: [0-9,]+.?/s, errors 6.1.%, p50 18.0.ms, p95 94.0.ms,"
                + " p99 612.ms")
        .containsPattern("<text id=\"mp[0-9]+\" class=\"p\"[^>]*>18.0.ms · 94.0.ms · 612.ms")
        .contains("class=\"e crit\"", "class=\"e warn\"", "class=\"e idle\"", "marker-end=");
  }

  @Test
  void whatCallsItselfHasALoopOverItsBox() throws Exception {
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(drawing(body(dashboard, "/map")))));
    Element loop = title(document, "cart to itself, http1: ");
    String[] d =
        ((Element) loop.getElementsByTagName("path").item(0)).getAttribute("d").split("[MC ]");
    Element box = (Element) title(document, "cart in shop;").getElementsByTagName("rect").item(0);
    int left = Integer.parseInt(box.getAttribute("x"));
    int right = left + Integer.parseInt(box.getAttribute("width"));
    String top = box.getAttribute("y");
    assertThat(d[2]).as("leaves its upper edge").isEqualTo(top);
    assertThat(d[8]).as("and comes back to it").isEqualTo(top);
    assertThat(Integer.parseInt(d[1])).isBetween(left, Integer.parseInt(d[7]) - 1);
    assertThat(Integer.parseInt(d[7])).isLessThan(right);
    assertThat(Integer.parseInt(d[4])).as("above the box").isLessThan(Integer.parseInt(top));
  }

  /** The group or link whose title begins so. */
  private static Element title(Document of, String words) {
    NodeList titles = of.getElementsByTagName("title");
    for (int i = 0; i < titles.getLength(); i++) {
      if (titles.item(i).getTextContent().startsWith(words)) {
        return (Element) titles.item(i).getParentNode();
      }
    }
    throw new AssertionError("no title begins with " + words);
  }

  @Test
  void anEmptyMapSaysWhy() {
    assertThat(body(dashboard(empty(TestingMap.none(false, 3), 7)), "/map"))
        .contains("Requests are not measured", "gpunode: switched off &lt;b&gt;; …");
    assertThat(body(dashboard(empty(TestingMap.none(true, 0), 7)), "/map"))
        .contains("No calls between services yet");
    assertThat(body(dashboard(empty(TestingMap.none(false, 0), 7)), "/map"))
        .contains("No requests seen");
    assertThat(body(dashboard(empty(TestingMap.none(false, 0), 0)), "/map"))
        .contains("No agent has connected yet");
  }

  private static TestingReads empty(ServiceMap map, int agents) {
    return new TestingReads(List.of("gpunode"), 1) {
      @Override
      public ServiceMap map(MapQuery query) {
        return map;
      }

      @Override
      public Shell shell() {
        Shell all = super.shell();
        return new Shell(
            all.cluster(),
            all.tick(),
            all.nodes(),
            all.pods(),
            all.workloads(),
            new Counts(agents, agents, 0, 0, 0),
            all.agentCpuCores(),
            all.agentMemoryBytes());
      }
    };
  }

  @Test
  void aServiceHasItsSlowestRequestsOrSaysWhyNot() {
    assertThat(body(dashboard, "/services/server:shop:checkout"))
        .contains("Called by", "3 of 60", "Slowest requests", "2.40<span", "no answer")
        .contains("/v1/orders/{id}&lt;i&gt;", "href=\"/pods/uid-2-0\"")
        .contains("href=\"/map?focus=workload:shop:checkout:\"");
    TestingReads failing =
        new TestingReads(List.of("node-01", "agent-02", "worker-03"), 1) {
          @Override
          public Spans slowest(String service, TimeRange range) {
            return Spans.failed("Unknown table <span>");
          }
        };
    assertThat(body(dashboard(failing), "/services/server:shop:checkout"))
        .contains("Sampled requests could not be read", "Unknown table &lt;span&gt;");
  }
}

package dev.nodecast.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DashboardTest {
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern OUT_OF_BAND =
      Pattern.compile("<[^>]* id=\"([^\"]*)\"[^>]* hx-swap-oob=");
  private static final Pattern TICK = Pattern.compile("name=\"tick\" value=\"([^\"]+)\"");
  private static final String[] PAGES = {
    "/",
    "/nodes",
    "/nodes/worker-03",
    "/pods",
    "/pods/uid-2-0",
    "/processes",
    "/processes/node-01:18:123456",
    "/services",
    "/services/server:shop:checkout",
    "/events",
    "/search?q=a",
    "/status",
    "/nothing"
  };

  private final TestingReads reads = TestingReads.seven();
  private final Dashboard dashboard = new Dashboard(reads, clock(reads));

  private static Clock clock(TestingReads reads) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return reads.now();
      }
    };
  }

  private static WebAnswer get(Dashboard dashboard, String address) {
    int question = address.indexOf('?');
    return dashboard.answer(
        new WebRequest(
            question < 0 ? address : address.substring(0, question),
            question < 0 ? "" : address.substring(question + 1),
            "",
            ""));
  }

  private String body(String address) {
    return new String(get(dashboard, address).body(), StandardCharsets.UTF_8);
  }

  private static String tick(String html) {
    Matcher matcher = TICK.matcher(html);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static List<String> swapped(String fragment) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = OUT_OF_BAND.matcher(fragment);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  private static List<String> ids(String html) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(html);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nodes",
        "/nodes/worker-03",
        "/pods",
        "/pods/uid-2-0",
        "/processes",
        "/events",
        "/events?type=oom_kill&q=killed",
        "/events?q=broken",
        "/status",
        "/processes/node-01:18:123456",
        "/services",
        "/services?protocol=redis&sort=-rate",
        "/services/server:shop:checkout",
        "/services/client:::%3Cb%3Ecurl",
        "/services/gone",
        "/search?q=a",
        "/nothing",
        "/pods/gone",
        "/nodes?q=none"
      })
  void pagesHoldNothingInlineAndNoIdTwice(String address) {
    String html = body(address);
    assertThat(html).startsWith("<!doctype html>").doesNotContain("null");
    assertThat(html).doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:");
    assertThat(html).doesNotContainPattern("<script(?! defer src=\"/static/)");
    assertThat(html).doesNotContainPattern("(src|href|action)=\"(https?:)?//");
    List<String> ids = ids(html);
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(ids).allMatch(id -> id.matches("[A-Za-z0-9._-]+"), "letters that need no escape");
  }

  @Test
  void answersNothingWhileTheTickStays() {
    for (String page : PAGES) {
      String path = page.replaceFirst("\\?.*", "");
      String query = page.contains("?") ? page.substring(page.indexOf('?') + 1) + "&" : "";
      String tick = tick(body(page));
      WebAnswer answer = get(dashboard, "/live" + path + "?" + query + "tick=" + tick);
      assertThat(answer.status()).as(page).isEqualTo(204);
      assertThat(answer.body()).isEmpty();
    }
  }

  @Test
  void sendsOnlyWhatChangedAndEveryTargetIsOnThePage() {
    for (String page : PAGES) {
      String path = page.replaceFirst("\\?.*", "");
      String query = page.contains("?") ? page.substring(page.indexOf('?') + 1) + "&" : "";
      String html = body(page);
      reads.advance();
      String fragment = body("/live" + path + "?" + query + "tick=" + tick(html));
      assertThat(new HashSet<>(ids(html))).as(page).containsAll(swapped(fragment));
      assertThat(fragment).contains("id=\"live\"").contains("id=\"tick\"");
      assertThat(tick(fragment)).isNotEqualTo(tick(html));
    }
  }

  @Test
  void leavesNamesAloneWhenOnlyNumbersChange() {
    String html = body("/nodes");
    reads.advance();
    String fragment = body("/live/nodes?tick=" + tick(html));
    assertThat(fragment).contains("<td id=\"n-node-01-cpu\" class=\"n f").contains("<template>");
    assertThat(fragment).doesNotContain("n-node-01-name").doesNotContain("<tbody");
    // Not measured on this node, so it cannot have changed.
    assertThat(fragment).doesNotContain("n-gpunode-stalled");
  }

  @Test
  void flashesAtMostTwentyFourCells() {
    Dashboard large = new Dashboard(reads, clock(reads));
    String html = new String(get(large, "/nodes?sort=name").body(), StandardCharsets.UTF_8);
    reads.advance();
    String fragment =
        new String(
            get(large, "/live/nodes?sort=name&tick=" + tick(html)).body(), StandardCharsets.UTF_8);
    assertThat(fragment.split(" f[01]\"", -1)).hasSizeBetween(2, 25);
  }

  @Test
  void sendsAllRegionsToAPollerOfAnUnknownTick() {
    body("/nodes");
    String fragment = body("/live/nodes?tick=nonsense");
    assertThat(fragment).contains("<tbody id=\"nodes-rows\" hx-swap-oob=\"true\">");
  }

  @Test
  void sendsTheWholePageWhenItsRegionsAreOthers() {
    String tick = tick(body("/pods/gone"));
    reads.advance();
    String fragment = body("/live/nodes?tick=" + tick);
    assertThat(fragment).contains("<main id=\"main\" hx-swap-oob=\"true\">");
  }

  @Test
  void givesTheSameBytesToEveryViewer() {
    String tick = tick(body("/nodes"));
    reads.advance();
    String first = body("/live/nodes?tick=" + tick);
    assertThat(body("/live/nodes?tick=" + tick)).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' OR 1=1 --",
        "\u202egnp.exe",
        "a/../../etc?x#y%00",
        "{{7*7}}${7*7}"
      })
  void showsHostileNamesAsText(String name) {
    TestingReads hostile = new TestingReads(List.of(name, name + "x".repeat(300), "b"), 2);
    Dashboard shown = new Dashboard(hostile, clock(hostile));
    String segment = dev.nodecast.web.format.Escape.url(name);
    for (String page :
        List.of(
            "/",
            "/nodes",
            "/pods",
            "/processes",
            "/status",
            "/nodes/" + segment,
            "/search?q=" + segment,
            "/nodes?range=" + segment + "&sort=" + segment,
            "/pods/" + segment,
            "/" + segment)) {
      WebAnswer answer = get(shown, page);
      String html = new String(answer.body(), StandardCharsets.UTF_8);
      assertThat(answer.status()).as(page).isIn(200, 404);
      assertThat(html).as(page).doesNotContain("<script>alert").doesNotContain("<img src=x");
      assertThat(html).doesNotContainPattern("<[^>]*\\sonerror=");
      assertThat(ids(html)).doesNotHaveDuplicates();
    }
    assertThat(get(shown, "/nodes/" + segment).status()).isEqualTo(200);
  }

  @Test
  void fallsBackWithANoteForABadAddress() {
    String html = body("/nodes?range=7y&sort=-shoesize&page=-3&health=ill&from=yesterday");
    assertThat(html)
        .contains("range: 7y (expected: 5m, 15m, 1h, 6h, 24h, 7d or 30d)")
        .contains("sort: -shoesize (expected: the name of a column)")
        .contains("page: -3 (expected: 1 to 1000000)")
        .contains("health: ill (expected: any, unknown, warning or critical)")
        .contains("from: yesterday (expected: 2026-11-21T02:00)");
  }

  @Test
  void carriesTheRangeAlongAndKeepsTheThemeOutOfTheView() {
    String html = body("/nodes?range=6h");
    assertThat(html)
        .contains("href=\"/nodes/node-01?range=6h\"")
        .contains("href=\"/pods?range=6h\"");
    WebAnswer dark = dashboard.answer(new WebRequest("/nodes", "", "a=b; nodecast-theme=dark", ""));
    assertThat(new String(dark.body(), StandardCharsets.UTF_8)).contains("data-theme=\"dark\"");
    assertThat(body("/nodes")).doesNotContain("data-theme");
  }

  @Test
  void failsOnePageAndNotTheOthers() {
    DashboardReads broken = FailingReads.nodes(reads);
    Dashboard shown = new Dashboard(broken, clock(reads));
    WebAnswer answer = get(shown, "/nodes");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("the table is locked");
    assertThat(get(shown, "/status").status()).isEqualTo(200);
  }

  @Test
  void namesAssetsByTheirContent() {
    for (String path : Assets.load().paths()) {
      WebAnswer answer = get(dashboard, path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers().get("Cache-Control")).contains("immutable");
      assertThat(
              dashboard.answer(new WebRequest(path, "", "", answer.headers().get("ETag"))).status())
          .isEqualTo(304);
      if (path.endsWith(".css")) {
        assertThat(answer.body().length).isLessThan(25_000);
      }
    }
    assertThat(get(dashboard, "/static/../Dashboard.class").status()).isEqualTo(404);
  }

  @Test
  void staysSmallWithAThousandNodes() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add("node-" + i);
    }
    TestingReads many = new TestingReads(names, 100);
    Dashboard shown = new Dashboard(many, clock(many));
    String html = new String(get(shown, "/nodes").body(), StandardCharsets.UTF_8);
    many.advance();
    byte[] fragment = get(shown, "/live/nodes?tick=" + tick(html)).body();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(fragment);
    }
    assertThat(bytes.size()).isLessThan(30_000);
  }

  @Test
  void eventsAreFilteredByTheirAddressAndPaged() {
    String all = body("/events");
    assertThat(all).contains("1 to 50 of 61", "page=2", "Something happened, number 1<");
    assertThat(body("/events?page=2")).contains("51 to 61 of 61");
    String kills = body("/events?type=oom_kill&node=worker-03&namespace=shop-data");
    assertThat(kills)
        .contains("value=\"oom_kill\"", "value=\"worker-03\"", "value=\"shop-data\"")
        .contains("killed")
        .doesNotContain("number 1<");
    assertThat(body("/events?q=nothing-like-it")).contains("No event matches", "61 are in this");
    assertThat(body("/events?q=broken")).contains("Events cannot be read", "&lt;memory");
  }

  @Test
  void hostileEventsAreText() {
    for (String page : List.of("/events", "/nodes/worker-03", "/pods/uid-2-0")) {
      assertThat(body(page))
          .as(page)
          .contains("&lt;b class=", "pid &lt;i")
          .doesNotContain("<b class", "<i>2");
    }
    String filters = body("/events?type=%22%3E%3Ctt%3E&namespace=%22%3E%3Cu%3E");
    assertThat(filters).doesNotContain("<tt>").doesNotContain("<u>");
  }

  @Test
  void pagesOfNodesAndPodsShowTheirOwnEvents() {
    assertThat(body("/nodes/node-01"))
        .contains("number 7<", "/events?node=node-01")
        .doesNotContain("number 1<");
    assertThat(body("/pods/uid-2-0")).contains("/events?pod=uid-2-0").doesNotContain("number 1<");
    assertThat(body("/pods/uid-2-3")).contains("No event since the aggregator started");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/workloads",
        "/workloads?kind=Job",
        "/workloads/shop:Deployment:checkout",
        "/workloads/batch:Job:%3Cb%3E%27%22%26",
        "/workloads/batch:Job:gone",
        "/workloads/%3Cb%3E",
        "/pods",
        "/pods?workload=shop:Deployment:checkout",
        "/pods/uid-2-0",
        "/pods/uid-pending",
        "/nodes/worker-03",
        "/events"
      })
  void kubernetesNamesAreText(String address) {
    KubernetesReads kubernetes = new KubernetesReads();
    Dashboard shown = new Dashboard(kubernetes, clock(kubernetes));
    WebAnswer answer = get(shown, address);
    String html = new String(answer.body(), StandardCharsets.UTF_8);
    assertThat(answer.status())
        .isEqualTo(address.contains("gone") || address.endsWith("%3E") ? 404 : 200);
    assertThat(html).doesNotContain("<b>'").doesNotContain("<i>image").doesNotContain("null");
    assertThat(html).doesNotContainPattern("<style|\\sstyle=|\\son[a-z]+=|javascript:");
    assertThat(ids(html)).doesNotHaveDuplicates();
    String path = address.replaceFirst("\\?.*", "");
    String query = address.contains("?") ? address.substring(address.indexOf('?') + 1) + "&" : "";
    String live = "/live" + path + "?" + query + "tick=";
    assertThat(get(shown, live + tick(html)).status()).isEqualTo(204);
    kubernetes.advance();
    String fragment = new String(get(shown, live + tick(html)).body(), StandardCharsets.UTF_8);
    assertThat(new HashSet<>(ids(html))).containsAll(swapped(fragment));
  }

  @Test
  void workloadsAreFilteredByTheirAddress() {
    KubernetesReads kubernetes = new KubernetesReads();
    Dashboard shown = new Dashboard(kubernetes, clock(kubernetes));
    String html =
        new String(
            get(shown, "/workloads?kind=Deployment&namespace=shop&health=critical").body(),
            StandardCharsets.UTF_8);
    assertThat(html)
        .contains("href=\"/workloads/shop:Deployment:checkout\"", "2 / 5", "1 to 1 of 1 that match")
        .contains("value=\"shop\"", "<option value=\"Deployment\" selected>")
        .doesNotContain("postgres");
    assertThat(new String(get(shown, "/workloads?namespace=none").body(), StandardCharsets.UTF_8))
        .contains("No workload matches", "4 workloads are known");
    assertThat(body("/workloads")).contains("No Kubernetes API server told of one");
  }
}

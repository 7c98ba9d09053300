package dev.nodecast.bench.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ScreenshotCaret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A browser with one page at a time. Screenshots are left in {@code target/screenshots}. */
final class Chromium implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/chromium");
  private static final double PATIENCE_MS = 60_000;
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;
  private BrowserContext context;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Skips the test where there is none. */
  static void assumeInstalled() {
    assumeTrue(Files.isExecutable(BINARY), () -> BINARY + " is not installed");
  }

  static Chromium launch() {
    assumeInstalled();
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(BINARY)
                    .setTimeout(PATIENCE_MS)
                    .setArgs(FLAGS));
    return new Chromium(playwright, browser);
  }

  /**
   * A page of a context of its own, in place of the one before.
   *
   * @param complaints gets what a user would find in the browser's console
   */
  Page page(Browser.NewContextOptions options, List<String> complaints) {
    closePage();
    context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    // The console does not say which element a policy was broken by.
    context.addInitScript(
        "addEventListener('securitypolicyviolation', e => console.error('CSP: ' + e.violatedDirective"
            + " + ' in ' + (e.target.outerHTML || location.href).slice(0, 300)))");
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.type() + ": " + message.text() + " at " + message.location());
          }
        });
    page.onPageError(error -> complaints.add("exception: " + error));
    return page;
  }

  void closePage() {
    if (context != null) {
      context.close();
      context = null;
    }
  }

  /**
   * Takes a picture.
   *
   * @param whole also what has to be scrolled to
   */
  static void shot(Page page, String name, boolean whole) throws IOException {
    Path directory =
        Files.createDirectories(LocalCluster.repository().resolve("bench/target/screenshots"));
    // To hide the caret it would put a style on every input, which a swap in that moment copies.
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(directory.resolve(name + ".png"))
            .setFullPage(whole)
            .setCaret(ScreenshotCaret.INITIAL));
  }

  @Override
  public void close() {
    playwright.close();
  }
}

package dev.nodecast.aggregator.engine;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One query's request and response: layers of compression, headers, and errors in due form. */
final class QueryExchange {
  private static final Logger log = LoggerFactory.getLogger(QueryExchange.class);

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final EngineIdentity identity;
  private final RequestBody requestBody;
  private final ResponseBody responseBody;
  private volatile boolean gone;

  /** On the event loop, in the request's handler, before any of the body can pass by. */
  QueryExchange(HttpServerRequest request, Context context, EngineIdentity identity) {
    this.request = request;
    this.identity = identity;
    response = request.response();
    requestBody = new RequestBody(request, context);
    responseBody = new ResponseBody(response);
  }

  /** Calls back when the client closes before the response is complete. */
  void onGone(Runnable cancel) {
    response.closeHandler(
        v -> {
          gone = true;
          responseBody.broken();
          cancel.run();
        });
  }

  /** On a worker thread: runs the query and always ends the response. */
  void run(QueryRunner runner, QueryRequest query, RunningQuery running)
      throws InterruptedException {
    try {
      response.putHeader("X-ClickHouse-Query-Id", query.id());
      response.putHeader("X-ClickHouse-Timezone", identity.timezone());
      runner.run(query, input(query), running, (format, summary) -> output(query, format, summary));
    } catch (ClickHouseException e) {
      fail(e);
    } catch (IOException e) {
      fail(new ClickHouseException(ClickHouseException.NETWORK_ERROR, e.getMessage()));
    } catch (RuntimeException e) {
      log.error("query {}", query.id(), e);
      fail(new ClickHouseException(ClickHouseException.LOGICAL_ERROR, "front: " + e));
    } finally {
      requestBody.abandon();
    }
  }

  private InputStream input(QueryRequest query) throws IOException {
    String type = request.getHeader("Content-Type");
    if (type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
      throw new ClickHouseException(
          ClickHouseException.NOT_IMPLEMENTED, "external tables (multipart) are not supported");
    }
    InputStream plain = Encodings.decode(requestBody, query.contentEncoding());
    return query.decompress() ? new CompressedBlocks(plain) : plain;
  }

  private OutputStream output(QueryRequest query, String format, Summary summary)
      throws IOException {
    response.putHeader("Content-Type", Formats.contentType(format));
    response.putHeader("X-ClickHouse-Format", format);
    response.putHeader("X-ClickHouse-Summary", summary.json());
    String encoding = Encodings.choose(query.acceptEncoding());
    if (!encoding.isEmpty()) {
      response.putHeader("Content-Encoding", encoding);
    }
    OutputStream out = Encodings.encode(responseBody, encoding);
    return query.compress() ? Encodings.blocks(out) : out;
  }

  /**
   * The error as status, code header and text; once bytes of a result are out, as ClickHouse does:
   * the text at the end of what there is, and a connection closed without the last chunk.
   */
  void fail(ClickHouseException error) {
    requestBody.abandon();
    if (gone || response.ended()) {
      return;
    }
    String text = error.getMessage() + " (version " + identity.version() + ")\n";
    if (responseBody.started()) {
      response.write(text).onComplete(done -> request.connection().close());
      return;
    }
    response.setChunked(false);
    response.headers().remove("Content-Encoding").remove("X-ClickHouse-Summary");
    response
        .setStatusCode(error.status())
        .putHeader("Content-Type", "text/plain; charset=UTF-8")
        .putHeader("X-ClickHouse-Format", "TabSeparated")
        .putHeader("X-ClickHouse-Exception-Code", String.valueOf(error.code()))
        .end(HttpFront.text(text));
  }
}

package dev.understudy.lease;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * Stands between a client and the API server and can make connections half-open: they stay up and
 * nothing passes, as when the other end has vanished without a word.
 */
public final class Gate implements AutoCloseable {
  private final URI server;
  private final ServerSocket listener;
  private final Set<Passage> passages = ConcurrentHashMap.newKeySet();

  /** Leads to a server. */
  public Gate(URI server) {
    this.server = server;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where clients connect to instead. */
  public URI url() {
    return URI.create("https://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many connections there are. */
  public int connections() {
    return passages.size();
  }

  /** Makes the present connections half-open for good; later ones pass. */
  public void freeze() {
    passages.forEach(passage -> passage.frozen = true);
  }

  /** Breaks the connections that are half-open. */
  public void breakFrozen() {
    passages.stream().filter(passage -> passage.frozen).forEach(Passage::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Passage passage = new Passage(listener.accept());
        passages.add(passage);
        passage.begin();
      } catch (IOException e) {
        // The gate is closed, or the server is down: then the client's connection ends.
      }
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    passages.forEach(Passage::end);
  }

  private final class Passage {
    private final Socket client;
    private final Socket upstream;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean frozen;

    Passage(Socket client) throws IOException {
      this.client = client;
      try {
        upstream = new Socket(server.getHost(), server.getPort());
        upstream.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
      } catch (IOException e) {
        client.close();
        throw e;
      }
    }

    void begin() {
      Thread.ofVirtual().start(() -> pump(client, upstream));
      Thread.ofVirtual().start(() -> pump(upstream, client));
    }

    private void pump(Socket from, Socket to) {
      try (InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        byte[] buffer = new byte[16_384];
        int length = in.read(buffer);
        while (length >= 0) {
          if (frozen) {
            ended.await();
            return;
          }
          out.write(buffer, 0, length);
          length = in.read(buffer);
        }
      } catch (IOException e) {
        // Ends below, like any other end.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        if (!frozen) {
          end();
        }
      }
    }

    void end() {
      passages.remove(this);
      ended.countDown();
      try (client;
          upstream) {
        frozen = false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

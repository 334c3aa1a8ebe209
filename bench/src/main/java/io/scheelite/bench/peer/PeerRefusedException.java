package io.scheelite.bench.peer;

import java.io.IOException;

/** Says that a peer could not do what it was asked for; it can be asked for something else. */
public final class PeerRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  PeerRefusedException(String message) {
    super(message);
  }
}

package io.scheelite.http;

import io.scheelite.formats.FileStamp;
import io.scheelite.formats.UrlText;
import io.scheelite.formats.input.InputChannel;
import io.scheelite.formats.input.InputFile;
import io.scheelite.formats.input.ReadCost;
import java.io.IOException;
import java.net.URI;

/** A file of a web server. Its version is the entity tag, or else when it was last modified. */
record HttpInput(String location, URI url, HttpOptions options, SharedClient client, Pause pause)
    implements InputFile {
  @Override
  public FileStamp stamp() throws IOException {
    try (HttpChannel channel = new HttpChannel(this, null)) {
      return channel.stamp();
    }
  }

  @Override
  public InputChannel open(FileStamp expected) {
    return new HttpChannel(this, expected);
  }

  @Override
  public ReadCost readCost() {
    return options.readCost();
  }

  /** Without the URL's query and the headers, which may be secret. */
  @Override
  public String toString() {
    return UrlText.shown(location);
  }

  @Override
  public boolean isShared() {
    return options.headers().isEmpty(); // others do not know them
  }
}

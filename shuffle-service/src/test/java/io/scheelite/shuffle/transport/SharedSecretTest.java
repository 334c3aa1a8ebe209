package io.scheelite.shuffle.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scheelite.memory.ErrorCode;
import io.scheelite.shuffle.transport.TransportException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedSecretTest {
  @TempDir Path root;

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void assertRefused(Path file, String inMessage) {
    assertThatThrownBy(() -> SharedSecret.read(file))
        .isInstanceOfSatisfying(
            TransportException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.SECRET);
              assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED);
            })
        .hasMessageContaining(inMessage);
  }

  @Test
  void whatWasCreatedIsReadAndIsItsOwnersAlone() throws IOException {
    Path file = root.resolve("cluster/deep/secret");
    SharedSecret created = SharedSecret.create(file);
    assertThat(SharedSecret.read(file)).isEqualTo(created);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(SharedSecret.create(file)).isNotEqualTo(created);
    assertThat(created.toString()).doesNotContain(Files.readString(file).trim());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aSecretThatOthersMayReadIsRefused() throws IOException {
    Path file = root.resolve("cluster/secret");
    SharedSecret.create(file);
    permit(file, "rw-r-----");
    assertRefused(file, "permissions=rw-r-----");
    permit(file, "rw-------");
    permit(file.getParent(), "rwxr-xr-x");
    assertRefused(file, "permissions=rwxr-xr-x");
    assertThatThrownBy(() -> SharedSecret.create(file)).isInstanceOf(TransportException.class);
  }

  @Test
  void missingAndMangledSecretsAreNamed() throws IOException {
    Path file = root.resolve("cluster/secret");
    assertRefused(file, file.getParent().toString());
    SharedSecret.create(file);
    Files.writeString(file, "not hexadecimal");
    assertRefused(file, "holds no secret");
    Files.writeString(file, "abcd");
    assertRefused(file, "bytes=2");
    Files.delete(file);
    assertRefused(file, "secret");
  }

  @Test
  void aProofHoldsForItsSecretRoleAndPartsAlone() {
    SharedSecret secret = SharedSecret.random();
    byte[] part = {1, 2, 3};
    byte[] proof = secret.proof("server", part);
    assertThat(secret.verify(proof, "server", part)).isTrue();
    assertThat(secret.verify(proof, "client", part)).isFalse();
    assertThat(secret.verify(proof, "server", new byte[] {1, 2, 4})).isFalse();
    assertThat(SharedSecret.random().verify(proof, "server", part)).isFalse();
    assertThat(secret.verify(new byte[0], "server", part)).isFalse();
  }

  @Test
  void handshakesEndOnlyWhenBothKnowTheSecret() {
    SharedSecret secret = SharedSecret.random();
    ServiceAddress address = ServiceAddress.local(1);
    Handshake client = Handshake.client(secret, Lane.DATA, address);
    Handshake server = Handshake.server(secret);
    byte[] answer = server.receive(ByteBuffer.wrap(client.hello()));
    byte[] proof = client.receive(ByteBuffer.wrap(answer));
    assertThat(server.done()).isFalse();
    assertThat(server.receive(ByteBuffer.wrap(proof))).isNull();
    assertThat(server.done()).isTrue();
    assertThat(server.lane()).isEqualTo(Lane.DATA);
    client.receive(ByteBuffer.wrap(Handshake.ready()));
    assertThat(client.done()).isTrue();

    // a proof seen before is worth nothing with another server's nonce
    Handshake again = Handshake.server(secret);
    again.receive(ByteBuffer.wrap(client.hello()));
    assertThatThrownBy(() -> again.receive(ByteBuffer.wrap(proof)))
        .isInstanceOf(TransportException.class);
    // nor is the server's own answer, sent back
    Handshake mirror = Handshake.server(secret);
    byte[] own = mirror.receive(ByteBuffer.wrap(client.hello()));
    byte[] reflected = Arrays.copyOfRange(own, SharedSecret.BYTES, own.length);
    assertThatThrownBy(() -> mirror.receive(ByteBuffer.wrap(reflected)))
        .isInstanceOf(TransportException.class);
  }
}

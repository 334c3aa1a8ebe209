package io.scheelite.shuffle.transport;

import io.scheelite.shuffle.transport.TransportException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of one cluster know and nobody else: 32 random bytes in a file that only its
 * owner may read. It never travels; both ends of a connection prove that they know it.
 *
 * <p>Immutable, thread-safe; its text shows nothing of it.
 */
public final class SharedSecret {
  /** Length of a secret, of a nonce and of a proof. */
  static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final Set<PosixFilePermission> OWNER_FILE =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] key;

  private SharedSecret(byte[] key) {
    this.key = key;
  }

  /** A fresh secret that is in no file. */
  public static SharedSecret random() {
    return new SharedSecret(nonce());
  }

  /**
   * Writes a fresh secret, in place of one that is there; makes the folder where it is missing, for
   * its owner alone. Readers see the old one, the new one or none.
   *
   * @throws TransportException of kind SECRET if it cannot be written, or if others have access to
   *     the folder
   */
  public static SharedSecret create(Path file) {
    Path folder = folderOf(file);
    Path fresh = folder.resolve(file.getFileName() + ".new");
    SharedSecret secret = random();
    try {
      if (Files.notExists(folder)) {
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
      }
      requireOwnerOnly(folder, OWNER_FOLDER);
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_FILE));
      Files.writeString(fresh, HexFormat.of().formatHex(secret.key) + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return secret;
    } catch (IOException | UnsupportedOperationException e) {
      throw unusable("secret cannot be written", file, e.toString(), e);
    }
  }

  /**
   * Reads a secret.
   *
   * @throws TransportException of kind SECRET if there is none, or if others than the owner have
   *     access to it or to its folder
   */
  public static SharedSecret read(Path file) {
    try {
      requireOwnerOnly(folderOf(file), OWNER_FOLDER);
      requireOwnerOnly(file, OWNER_FILE);
      byte[] key =
          HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).trim());
      if (key.length != BYTES) {
        throw unusable("secret has a wrong length", file, "bytes=" + key.length, null);
      }
      return new SharedSecret(key);
    } catch (IOException | UnsupportedOperationException e) {
      throw unusable("secret cannot be read", file, e.toString(), e);
    } catch (IllegalArgumentException e) {
      throw unusable("file holds no secret", file, "it is not written in hexadecimal", e);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw unusable("secret must lie in a folder", file, "it has none", null);
    }
    return folder;
  }

  private static void requireOwnerOnly(Path path, Set<PosixFilePermission> allowed)
      throws IOException {
    Set<PosixFilePermission> excess = EnumSet.noneOf(PosixFilePermission.class);
    excess.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    excess.removeAll(allowed);
    if (!excess.isEmpty()) {
      throw unusable(
          "others have access to the secret, take their permissions away",
          path,
          "permissions="
              + PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS))
              + " allowed="
              + PosixFilePermissions.toString(allowed),
          null);
    }
  }

  private static TransportException unusable(
      String what, Path path, String reason, @Nullable Throwable cause) {
    return new TransportException(Kind.SECRET, what + ": path=" + path + " " + reason, cause);
  }

  /** Bytes that nobody could have foreseen. */
  static byte[] nonce() {
    byte[] nonce = new byte[BYTES];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /** What only somebody who knows the secret can say about these parts. */
  byte[] proof(String role, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(role.getBytes(StandardCharsets.US_ASCII));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** Whether a proof is right, in a time that tells nothing about it. */
  boolean verify(byte[] proof, String role, byte[]... parts) {
    return MessageDigest.isEqual(proof, proof(role, parts));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedSecret secret && MessageDigest.isEqual(key, secret.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  @Override
  public String toString() {
    return "SharedSecret[…]";
  }
}

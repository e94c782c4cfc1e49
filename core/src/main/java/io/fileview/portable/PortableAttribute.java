package io.fileview.portable;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attribute of an open file, accessed by its path: the JDK reaches attributes through paths only.
 * The identity of the file at the path is checked before and after each access, so a note of another
 * file is never taken for that of this one.
 *
 * <p>The JDK opens and closes the file for each access, and on most operating systems closing any
 * descriptor of a file releases the process's locks on it. Therefore access is refused while this
 * process holds locks on the file.
 */
final class PortableAttribute implements ExtendedAttribute {
    private final String name;
    private final Path path;
    private final FileIdentity identity;
    private final boolean isWritable;
    private final PortableFlush flush;

    /** Determined when first asked for; two threads that ask at once find the same. */
    private volatile @Nullable Boolean supported;

    /** An access to the attributes of the file. */
    private interface Access {
        Optional<byte[]> to(UserDefinedFileAttributeView attributes) throws IOException;
    }

    private static final Duration LOCKED_FOR_A_MOMENT = Duration.ofMillis(200);

    PortableAttribute(
            String name,
            Path path,
            FileIdentity identity,
            boolean isWritable,
            PortableFlush flush) {
        this.name = name;
        this.path = path;
        this.identity = identity;
        this.isWritable = isWritable;
        this.flush = flush;
    }

    /** Returns whether the file system stores attributes of users, as far as the JDK can tell. */
    boolean isSupported() {
        Boolean known = supported;
        if (known == null) {
            try {
                known = Files.getFileStore(path).supportsFileAttributeView("user");
            } catch (IOException unknown) {
                return true; // and the access reports the error
            }
            supported = known;
        }
        return known;
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        return access("read", PortableAttribute::readNow);
    }

    /** The JDK reports a missing attribute as any other error, so the list decides. */
    private static Optional<byte[]> readNow(UserDefinedFileAttributeView attributes)
            throws IOException {
        if (isAbsent(attributes)) {
            return Optional.empty();
        }
        try {
            int size = attributes.size(NAME);
            if (size > MAX_SIZE) {
                throw new IOException(
                        "it has "
                                + size
                                + " bytes, and Fileview writes at most "
                                + MAX_SIZE
                                + "; remove it if it is not needed");
            }
            ByteBuffer note = ByteBuffer.allocate(MAX_SIZE);
            attributes.read(NAME, note);
            return Optional.of(Arrays.copyOf(note.array(), note.position()));
        } catch (IOException failure) {
            if (isAbsent(attributes)) { // removed after it was listed
                return Optional.empty();
            }
            throw failure;
        }
    }

    private static boolean isAbsent(UserDefinedFileAttributeView attributes) throws IOException {
        return !attributes.list().contains(NAME);
    }

    @Override
    public void write(byte[] note) throws IOException {
        ExtendedAttribute.requireSize(note);
        requireWritable();
        try {
            access(
                    "written",
                    attributes -> {
                        attributes.write(NAME, ByteBuffer.wrap(note));
                        return Optional.empty();
                    });
        } finally {
            flush.attributeChanged();
        }
    }

    @Override
    public void remove() throws IOException {
        requireWritable();
        try {
            access(
                    "removed",
                    attributes -> {
                        removeNow(attributes);
                        return Optional.empty();
                    });
        } finally {
            flush.attributeChanged();
        }
    }

    private static void removeNow(UserDefinedFileAttributeView attributes) throws IOException {
        if (isAbsent(attributes)) {
            return;
        }
        try {
            attributes.delete(NAME);
        } catch (IOException failure) {
            if (!isAbsent(attributes)) {
                throw failure;
            }
        }
    }

    /** The operating system looks at the permissions of the file, not at how it was opened. */
    private void requireWritable() throws MappingException {
        if (!isWritable) {
            throw failure("changed", "the file is open for reading only; open it READ_WRITE", null);
        }
    }

    private Optional<byte[]> access(String done, Access access) throws IOException {
        AccessResult result = new AccessResult();
        boolean accessed;
        try (RetryPause attempts = new RetryPause(LOCKED_FOR_A_MOMENT)) {
            do {
                accessed =
                        ProcessLocks.whileUnlocked(
                                identity.key(), () -> result.note = accessNow(done, access));
            } while (!accessed && attempts.pause());
        }
        if (!accessed) {
            throw failure(
                    done,
                    "this process holds locks on the file, which the JDK would release; release them"
                            + " first",
                    null);
        }
        return result.note;
    }

    private static final class AccessResult {
        private Optional<byte[]> note = Optional.empty();
    }

    private Optional<byte[]> accessNow(String done, Access access) throws IOException {
        try {
            // No symbolic link is left that could be exchanged between the check and the access.
            Path real = path.toRealPath();
            requireInPlace(real, done);
            UserDefinedFileAttributeView attributes =
                    Files.getFileAttributeView(
                            real,
                            UserDefinedFileAttributeView.class,
                            LinkOption.NOFOLLOW_LINKS);
            if (attributes == null) {
                throw failure(done, "the file system has no attributes of users", null);
            }
            Optional<byte[]> note = access.to(attributes);
            requireInPlace(real, done);
            return note;
        } catch (MappingException failure) {
            throw failure;
        } catch (IOException failure) {
            throw failure(done, ErrorTranslation.reason(failure), failure);
        }
    }

    private void requireInPlace(Path real, String done) throws IOException {
        if (!Identities.isAt(real, identity, LinkOption.NOFOLLOW_LINKS)) {
            throw failure(done,
                    "its path no longer leads to the file; move it back, or open it again", null);
        }
    }

    private MappingException failure(String done, String reason, @Nullable IOException cause) {
        String problem =
                "its extended attribute " + NAME + " cannot be " + done + ", because " + reason;
        Place place = cause == null ? Place.of(name) : ErrorTranslation.at(Place.of(name), cause);
        boolean isFull =
                done.equals("written") && cause != null && ErrorTranslation.isDiskFull(cause);
        return isFull
                ? new DiskFullException(
                        place,
                        problem + "; free some space, or remove other attributes of the file",
                        cause)
                : new MappingException(
                        place,
                        problem + (cause == null ? "" : ErrorTranslation.remedy(cause)),
                        cause);
    }
}

package io.fileview.win32;

import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import java.io.IOException;

/**
 * The bytes of a view of the core, read and written by guarded access. Where that is refused, because
 * the JVM would not learn of an unreadable page, the operating system makes the accesses.
 */
final class ViewBytes {
    private volatile GuardedAccess access;

    ViewBytes(View view) {
        this.access = view.guarded();
    }

    /** An access, which a refusal leaves without effect. */
    private interface Use<T> {
        T with(GuardedAccess access) throws IOException;
    }

    private <T> T use(Use<T> use) throws IOException {
        GuardedAccess current = access;
        try {
            return use.with(current);
        } catch (UnsupportedOperationException refused) {
            GuardedAccess bySystemCall = current.bySystemCall();
            T result = use.with(bySystemCall); // throws again if the view is read-only
            access = bySystemCall;
            return result;
        }
    }

    byte get(long offset) throws IOException {
        return use(bytes -> bytes.getByte(offset));
    }

    void copyTo(long offset, byte[] into, int from, int length) throws IOException {
        use(
                bytes -> {
                    bytes.copyTo(offset, into, from, length);
                    return true;
                });
    }

    void copyFrom(long offset, byte[] source, int from, int length) throws IOException {
        use(
                bytes -> {
                    bytes.copyFrom(offset, source, from, length);
                    return true;
                });
    }

    void fill(long offset, long length, byte value) throws IOException {
        use(
                bytes -> {
                    bytes.fill(offset, length, value);
                    return true;
                });
    }
}

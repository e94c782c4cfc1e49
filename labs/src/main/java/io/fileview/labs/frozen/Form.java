package io.fileview.labs.frozen;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.ByteRange;
import io.fileview.View;
import java.io.IOException;
import java.util.List;

/** A form of access to a page. */
enum Form {
    RAW_READ("segment, read", false, (view, at) -> view.segment().get(JAVA_LONG_UNALIGNED, at)),
    RAW_WRITE("segment, write", false, (view, at) -> {
        view.segment().set(JAVA_LONG_UNALIGNED, at, 1);
        return 1;
    }),
    GUARDED_READ("guarded, read", false, (view, at) -> view.guarded().getLong(at)),
    GUARDED_WRITE("guarded, write", false, (view, at) -> {
        view.guarded().setLong(at, 1);
        return 1;
    }),
    CALLED_READ("guarded by system call, read", true,
            (view, at) -> view.guarded().bySystemCall().getLong(at)),
    CALLED_WRITE("guarded by system call, write", true, (view, at) -> {
        view.guarded().bySystemCall().setLong(at, 1);
        return 1;
    }),
    CALLED_COPY("guarded by system call, copy", true, (view, at) -> {
        byte[] bytes = new byte[100];
        view.guarded().bySystemCall().copyTo(at, bytes, 0, bytes.length);
        return bytes[0];
    }),
    CALLED_VOLATILE("guarded by system call, volatile read", true,
            (view, at) -> view.guarded().bySystemCall().getLongVolatile(at)),
    PREFETCH("prefetch", true, (view, at) -> {
        view.prefetch(List.of(new ByteRange(at, 8)));
        return 0;
    });

    private final String title;
    private final boolean waitsInNativeCode;
    @SuppressWarnings("ImmutableEnumChecker") // a lambda without state
    private final Access access;

    private interface Access {
        long to(View view, long at) throws IOException;
    }

    Form(String title, boolean waitsInNativeCode, Access access) {
        this.title = title;
        this.waitsInNativeCode = waitsInNativeCode;
        this.access = access;
    }

    String title() {
        return title;
    }

    /** Tells whether garbage is to be collected while a thread waits; the others are the control. */
    boolean waitsInNativeCode() {
        return waitsInNativeCode;
    }

    long access(View view, long at) throws IOException {
        return access.to(view, at);
    }
}

package io.fileview.win32;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The functions that operate on handles and named objects; see {@link ObjectFunctions}. */
interface ObjectApi {
    void close(@Nullable Handle handle) throws IOException;

    Handle duplicate(@Nullable Handle handle, int access, int options) throws IOException;

    /** Creates or opens an object other than a section. */
    Created create(KernelObject.Type type, @Nullable String name) throws IOException;
}

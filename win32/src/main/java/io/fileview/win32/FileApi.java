package io.fileview.win32;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The functions that operate on files; see {@link FileFunctions}. */
interface FileApi {
    Created create(Path path, int desiredAccess, int share, int disposition, int flags)
            throws IOException;

    byte[] read(@Nullable Handle handle, long offset, int length) throws IOException;

    int write(@Nullable Handle handle, long offset, byte[] bytes) throws IOException;

    void setSize(@Nullable Handle handle, long size) throws IOException;

    void flush(@Nullable Handle handle) throws IOException;

    void delete(Path path) throws IOException;

    void move(Path from, Path to, int flags) throws IOException;

    void copy(Path from, Path to, boolean failIfExists) throws IOException;
}

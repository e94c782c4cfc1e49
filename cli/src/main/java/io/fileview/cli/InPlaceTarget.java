package io.fileview.cli;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.Path;

/** A file or device whose bytes are changed where they are; a crash may leave some of the changes. */
final class InPlaceTarget implements PatchTarget {
    private final FileMapping mapping;

    private InPlaceTarget(FileMapping mapping) {
        this.mapping = mapping;
    }

    /** Opens a file or device. */
    static InPlaceTarget open(Path file, EngineOption engine) throws IOException {
        if (LeftCommit.isBeside(file)) {
            throw CommandFailure.failed(
                    PathText.line(file)
                            + ": has a journal of commits, because a program has it open for commits or"
                            + " died with it open; end that program, or patch the file without"
                            + " --in-place, which first completes or discards the last commit");
        }
        return new InPlaceTarget(
                engine.open(engine.builder(file).protection(Protection.READ_WRITE)));
    }

    @Override
    public void extend(long end) throws IOException {
        if (end > mapping.size()) {
            mapping.grow(end);
        }
    }

    @Override
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    @Override
    public long size() {
        return mapping.size();
    }

    @Override
    public void flush(View changed) throws IOException {
        changed.flush(Durability.DEVICE);
    }

    @Override
    public void close() throws IOException {
        mapping.close();
    }
}

package io.fileview.win32;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The handles and named objects of a simulated process. */
final class SimulatedObjects implements ObjectApi {
    private final ProcessState process;
    private final SectionCalls sections;

    SimulatedObjects(ProcessState process, SectionCalls sections) {
        this.process = process;
        this.sections = sections;
    }

    @Override
    public void close(@Nullable Handle handle) {
        process.handles().close(handle);
    }

    @Override
    public Handle duplicate(@Nullable Handle handle, int desiredAccess, int options) {
        HandleTable.Entry entry = process.handles().get(handle);
        int access =
                (options & WinNt.DUPLICATE_SAME_ACCESS) != 0
                        ? entry.access()
                        : SectionCalls.sectionRights(desiredAccess);
        Handle duplicate = process.handles().open(entry.object(), access);
        if ((options & WinNt.DUPLICATE_CLOSE_SOURCE) != 0) {
            process.handles().close(handle);
        }
        return duplicate;
    }

    @Override
    public Created create(KernelObject.Type type, @Nullable String name) throws IOException {
        return sections.createNameOnly(type, name).created();
    }
}

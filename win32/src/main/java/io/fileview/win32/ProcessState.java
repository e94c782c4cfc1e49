package io.fileview.win32;

import java.nio.file.Path;
import java.util.List;

/**
 * What one process has.
 *
 * @param engine which engine of the core maps
 * @param handles its handles
 * @param space its addresses
 * @param names the names that it shares with other processes
 */
record ProcessState(
        Engine engine, HandleTable handles, AddressSpace space, ObjectNamespace names) {
    static ProcessState of(Engine engine, Path names) {
        return new ProcessState(
                engine, new HandleTable(), new AddressSpace(), ObjectNamespace.in(names));
    }

    /** The end of the process: everything goes. */
    void end() throws java.io.IOException {
        List<Region> regions = space.changing(() -> {
            List<Region> all = space.all();
            all.forEach(space::remove);
            return all;
        });
        regions.forEach(Region::release);
        handles.closeAll();
    }
}

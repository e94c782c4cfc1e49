package io.fileview.win32;

import java.nio.file.Path;
import java.util.List;

/**
 * What one process has.
 *
 * @param engine which engine of the core maps
 * @param handles its handles
 * @param space its addresses
 * @param localNames the names that it shares with other processes of the user
 * @param globalNames the names that it shares with all processes of the machine
 */
record ProcessState(
        Engine engine,
        HandleTable handles,
        AddressSpace space,
        ObjectNamespace localNames,
        ObjectNamespace globalNames) {
    /** A process whose names are shared as Windows shares them. */
    static ProcessState of(Engine engine) {
        return new ProcessState(
                engine,
                new HandleTable(),
                new AddressSpace(),
                ObjectNamespace.in(NameDirectory.usual()),
                ObjectNamespace.ofMachine());
    }

    /** A process whose names are all kept in one directory. */
    static ProcessState of(Engine engine, Path directory) {
        ObjectNamespace names = ObjectNamespace.in(directory);
        return new ProcessState(engine, new HandleTable(), new AddressSpace(), names, names);
    }

    ObjectNamespace namesFor(ObjectName name) {
        return name.global() ? globalNames : localNames;
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

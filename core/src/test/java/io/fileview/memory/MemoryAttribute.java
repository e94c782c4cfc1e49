package io.fileview.memory;

import io.fileview.DiskFullException;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.Optional;

/** The extended attribute of an open file. */
final class MemoryAttribute implements ExtendedAttribute {
    private final MemoryFile file;

    MemoryAttribute(MemoryFile file) {
        this.file = file;
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        return file.run(Operation.READ_ATTRIBUTE, -1, -1, () -> file.node().attribute.get());
    }

    @Override
    public void write(byte[] note) throws IOException {
        ExtendedAttribute.requireSize(note);
        file.run(
                Operation.WRITE_ATTRIBUTE,
                -1,
                -1,
                () -> {
                    file.requireWritable("its extended attribute cannot be written");
                    if (file.files().behaviour().attributeLimit() < note.length) {
                        throw new DiskFullException(
                                Place.of(file.name()).withError("ENOSPC"),
                                "has no room for an attribute of " + note.length + " bytes", null);
                    }
                    change(Optional.of(note));
                    return null;
                });
    }

    @Override
    public void remove() throws IOException {
        file.run(
                Operation.REMOVE_ATTRIBUTE,
                -1,
                -1,
                () -> {
                    file.requireWritable("its extended attribute cannot be removed");
                    if (file.node().attribute.get().isPresent()) {
                        change(Optional.empty());
                    }
                    return null;
                });
    }

    private void change(Optional<byte[]> note) {
        file.node().attribute.set(note);
        file.flushes().attributeChanged();
    }
}

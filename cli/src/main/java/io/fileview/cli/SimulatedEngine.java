package io.fileview.cli;

import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.util.Optional;

/** The engine of a {@link SimulatedFile}, which exists already when it is mapped. */
final class SimulatedEngine implements Engine {
    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> unavailableReason() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(FileLocation location) {
        return false;
    }

    @Override
    public EngineFile open(FileLocation location, OpenRequest request) {
        throw noOtherFile();
    }

    @Override
    public EngineFile openMemory() {
        throw noOtherFile();
    }

    @Override
    public Entry resolve(FileLocation location) {
        throw noOtherFile();
    }

    private static UnsupportedOperationException noOtherFile() {
        return new UnsupportedOperationException("the simulated disk has only one file");
    }
}

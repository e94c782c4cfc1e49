package io.fileview;

import io.fileview.contract.AttributeContract;
import io.fileview.contract.DirectoryContract;
import io.fileview.contract.FileContract;
import io.fileview.contract.LockContract;
import io.fileview.contract.MappingContract;
import io.fileview.contract.PlantedEntriesContract;
import io.fileview.contract.StatusContract;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engines of local files keep the contract of all engines. What they do with private pages is
 * tested through commits: the Linux engine discards more pages than it is told, because commits
 * discard all that changed.
 */
@Timeout(120)
@NeedsKernel("is for files of the operating system; MemoryContractTest is its like")
class LocalContractTest
        implements FileContract,
        DirectoryContract,
        LockContract,
        MappingContract,
        AttributeContract,
        StatusContract,
        PlantedEntriesContract {
    @TempDir
    Path directory;

    @Override
    public Engine engine() {
        return EngineUnderTest.engine();
    }

    @Override
    public FileLocation at(String name) {
        return FileLocation.of(directory.resolve(name));
    }

    @Override
    public Outside outside() {
        return new LocalFiles(directory);
    }
}

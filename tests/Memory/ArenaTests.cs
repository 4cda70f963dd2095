using NeuralCore.Memory;

namespace NeuralCore.Tests.Memory;

public class ArenaTests
{
    // What breaks: with much cached that serves no request, each block of a new size costs a collection of the whole heap.
    [Fact]
    public unsafe void A_full_cache_does_not_make_every_new_size_a_collection()
    {
        var arena = new Arena();
        foreach (var bytes in (long[])[200 << 20, 250 << 20, 300 << 20, 350 << 20]) arena.Give(arena.Take(bytes), bytes);
        var before = arena.Collections;

        for (var bytes = 1L << 16; bytes < 1 << 20; bytes += 1 << 12) arena.Take(bytes);

        Assert.InRange(arena.Collections - before, 0, 3);   // 240 sizes, 100 MiB: no more than one for every 64 MiB
    }
}

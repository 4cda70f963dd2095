using NeuralCore.Serialization;
using NeuralCore.Tests.Reference;

namespace NeuralCore.Tests.Serialization;

/// <summary>Files cut at every byte and files with random bytes: a valid read or a <see cref="DataException"/>, in little memory.</summary>
public sealed class DamagedFileTests
{
    private const int Flips = 2000;

    public static TheoryData<string> Samples =>
    [
        "state_dict.pth", "state_dict.safetensors", "arrays.npz", "fortran.npy", "singles.npy",
        "serialization/layouts.pth", "serialization/layouts_protocol4.pth", "serialization/layouts_legacy.pth",
        "serialization/layouts_legacy_protocol4.pth", "serialization/checkpoint.pth", "serialization/checkpoint_legacy.pth",
        "serialization/nested.pth", "serialization/layouts.safetensors", "serialization/types_stored.npz", "serialization/version2.npy",
    ];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_cut_short_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(ReferenceFiles.Path($"data/{name}"));
        for (var length = 0; length < whole.Length; length++)
            Assert.False(TryRead(whole[..length], $"{name} cut at {length}"), $"{name} cut at {length} was read");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_file_with_something_after_its_end_is_refused(string name)
    {
        var whole = File.ReadAllBytes(ReferenceFiles.Path($"data/{name}"));
        Assert.False(TryRead([.. whole, 0], name));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Random_bytes_give_a_valid_read_or_a_clear_error(string name)
    {
        var whole = File.ReadAllBytes(ReferenceFiles.Path($"data/{name}"));
        var random = new Random(1234);
        var refused = 0;
        for (var i = 0; i < Flips; i++)
        {
            var damaged = whole.ToArray();
            // One byte mostly, sometimes a few, as damage and as attack.
            for (var n = random.Next(4) == 0 ? random.Next(2, 6) : 1; n > 0; n--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (!TryRead(damaged, $"{name} round {i}")) refused++;
        }
        Assert.InRange(refused, 1, Flips);
    }

    private static bool TryRead(byte[] bytes, string label)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            TensorFile.Read(new ByteSource(bytes, label));
            return true;
        }
        catch (DataException error)
        {
            Assert.StartsWith(label, error.Message);
            return false;
        }
        catch (Exception error)
        {
            Assert.Fail($"{label}: {error}");
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
        }
    }
}

using System.Runtime.InteropServices;
using ILGPU.Runtime.OpenCL;

namespace NeuralCore.Backends.Gpu;

/// <summary>Finds the drivers' libraries for ILGPU.</summary>
/// <remarks>
/// ILGPU asks for <c>libOpenCL.so</c> and <c>libcuda.so</c>, which are links of the development packages; what runs programs
/// is <c>libOpenCL.so.1</c> and <c>libcuda.so.1</c>. Under WSL, CUDA's is in a folder of its own.
/// </remarks>
internal static class DriverLibraries
{
    private static readonly Lazy<bool> Answering = new(Answer);

    /// <summary>The files that a library may be in, most likely first.</summary>
    public static IReadOnlyList<string> Names(string library) => (library.ToLowerInvariant(), OperatingSystem.IsLinux()) switch
    {
        ("opencl", true) => ["libOpenCL.so.1", "libOpenCL.so"],
        ("cuda", true) => ["libcuda.so.1", "libcuda.so", "/usr/lib/wsl/lib/libcuda.so.1"],
        ("opencl", _) => OperatingSystem.IsMacOS() ? ["/System/Library/Frameworks/OpenCL.framework/OpenCL"] : ["OpenCL.dll"],
        _ => OperatingSystem.IsMacOS() ? [] : ["nvcuda.dll"],
    };

    /// <summary>Has ILGPU find libraries by these names; must come before its first call of a driver.</summary>
    public static void Prepare() => _ = Answering.Value;

    /// <summary>The file that a library is loaded from, if it is there.</summary>
    public static string? Find(string library)
    {
        foreach (var name in Names(library))
            if (NativeLibrary.TryLoad(name, out _)) return name;
        return null;
    }

    private static bool Answer()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(CLDevice).Assembly, (library, _, _) => Load(library));
            return true;
        }
        catch (InvalidOperationException)
        {
            // The program has a resolver for ILGPU already: then finding them is its business.
            return false;
        }
    }

    private static nint Load(string library)
    {
        if (library.ToLowerInvariant() is not ("opencl" or "cuda" or "nvcuda")) return 0;
        foreach (var name in Names(library is "nvcuda" ? "cuda" : library))
            if (NativeLibrary.TryLoad(name, out var handle)) return handle;
        return 0;
    }
}

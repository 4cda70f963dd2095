using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu.Cuda;

/// <summary>A second copy of the engine and of ILGPU in this process, whose CUDA driver is a stand-in: the tests beside it see none of it.</summary>
internal sealed class CudaWorld : AssemblyLoadContext
{
    private static readonly string[] Copied = ["ILGPU", "NeuralCore"];

    private CudaWorld() : base(nameof(CudaWorld))
    {
    }

    /// <summary>Calls a static method with plain arguments in a copy of its own.</summary>
    public static void Run(Delegate scene, params object[] arguments)
    {
        var copy = new CudaWorld().LoadFromAssemblyPath(scene.Method.DeclaringType!.Assembly.Location);
        var method = copy.GetType(scene.Method.DeclaringType.FullName!)!.GetMethod(scene.Method.Name, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!;
        try
        {
            method.Invoke(null, arguments);
        }
        catch (TargetInvocationException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }
    }

    /// <summary>Within a copy: makes the driver the one that is there, and opens its device.</summary>
    public static Device Open(CudaDriverInPtx driver)
    {
        Assert.NotSame(Default, GetLoadContext(typeof(CudaWorld).Assembly));
        CudaStandIn.Install(driver.Answer);
        var found = typeof(CudaDiscovery).GetField("Found", BindingFlags.Static | BindingFlags.NonPublic)!;
        CudaStandIn.Overwrite(found, new Lazy<(GpuDriverInfo, IReadOnlyList<ILGPU.Runtime.Cuda.CudaDevice>)>(() => CudaDiscovery.Ask("stand-in")));
        return Device.Parse("cuda");
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll");
        return Copied.Contains(name.Name!.Split('.')[0], StringComparer.OrdinalIgnoreCase) && File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}

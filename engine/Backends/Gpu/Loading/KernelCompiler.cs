using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.OpenCL;
using Compiler = ILGPU.Backends.Backend;

namespace NeuralCore.Backends.Gpu;

/// <summary>Compiles kernels for a device, in an ILGPU context that holds nothing else.</summary>
/// <remarks>
/// A kernel that ILGPU refuses leaves its context unable to compile any other, so then a fresh one is taken; the buffers and
/// the kernels that run live in another context and stay. What a context remembers of a kernel is thrown away: it would be
/// some megabytes each, and the next kernel's registers would be numbered otherwise than if it had come first, so that no
/// process would run the text that another one proved.
/// </remarks>
/// <param name="device">The device's name.</param>
/// <param name="create">The compiler for it in a context.</param>
internal sealed class KernelCompiler(string device, Func<Context, Compiler> create)
{
    private readonly Dictionary<Type, string> _refused = [];
    private Compiler? _compiler;

    /// <summary>The options of every context: everything inlined, so that no kernel has calls or pointers without an address space.</summary>
    public static Context.Builder Options(Context.Builder builder) => builder.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive);

    /// <summary>A kernel for the device.</summary>
    /// <exception cref="DeviceException">ILGPU refuses it; the same again for the same kernel.</exception>
    public CompiledKernel Compile<K>() where K : struct, IKernel
    {
        if (_refused.TryGetValue(typeof(K), out var reason)) throw new DeviceException(reason);
        try
        {
            _compiler ??= Create();
            var kernel = KernelEntry.Compile<K>(_compiler, device);
            _compiler.Context.ClearCache(ClearCacheMode.Everything);
            return kernel;
        }
        catch (DeviceException error)
        {
            _compiler = null;
            Refuse<K>(error.Message);
            throw;
        }
    }

    private Compiler Create()
    {
        var compiler = create(Context.Create(builder => Options(builder)));
        if (compiler is CLBackend) UnorderedComparisons.AddTo(compiler);
        return compiler;
    }

    /// <summary>Remembers that a kernel does not serve, so that it is not compiled again.</summary>
    public void Refuse<K>(string reason) where K : struct, IKernel => _refused[typeof(K)] = reason;
}

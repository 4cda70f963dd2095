using System.Reflection;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Runtime;
using Compiler = ILGPU.Backends.Backend;

namespace NeuralCore.Backends.Gpu;

/// <summary>The one method that ILGPU compiles, for every kernel struct.</summary>
internal static class KernelEntry
{
    private static readonly MethodInfo Method = typeof(KernelEntry).GetMethod(nameof(Run))!;

    /// <summary>The entry point of a kernel on every device.</summary>
    public static void Run<K>(K kernel) where K : struct, IKernel => kernel.Run();

    /// <summary>Translates a kernel for a compiler's device.</summary>
    /// <exception cref="DeviceException">ILGPU refuses it, or would not see its types.</exception>
    public static CompiledKernel Compile<K>(Compiler compiler, string device) where K : struct, IKernel
    {
        KernelVisibility.Check<K>();
        try
        {
            var entry = EntryPointDescription.FromExplicitlyGroupedKernel(Method.MakeGenericMethod(typeof(K)));
            return compiler.Compile(entry, new KernelSpecialization(K.GroupSize, null));
        }
        catch (Exception error) when (error is not DeviceException)
        {
            throw new DeviceException($"kernel {KernelName.Of<K>()} does not compile for {device}: {error.GetBaseException().Message}", error);
        }
    }
}

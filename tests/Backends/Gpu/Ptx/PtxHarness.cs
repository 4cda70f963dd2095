using System.Runtime.InteropServices;
using NeuralCore.Backends.Gpu.Ptx;

namespace NeuralCore.Tests.Backends.Gpu.Ptx;

/// <summary>A PTX memory, pinned arrays mapped into it, and launches; gives everything back at its end.</summary>
internal sealed class PtxHarness : IDisposable
{
    private readonly List<GCHandle> _pins = [];

    public PtxMemory Memory { get; } = new();

    public PtxOptions Options { get; init; } = new();

    /// <summary>The device address of an array.</summary>
    public ulong Map<T>(string name, T[] values) where T : unmanaged
    {
        var pin = GCHandle.Alloc(values, GCHandleType.Pinned);
        _pins.Add(pin);
        return Memory.Map(name, pin.AddrOfPinnedObject(), Marshal.SizeOf<T>() * (long)values.Length);
    }

    /// <summary>An ILGPU array view: its address and its length.</summary>
    public (ulong Address, long Length) View<T>(string name, T[] values) where T : unmanaged => (Map(name, values), values.Length);

    public long Launch(string ptx, PtxIndex grid, PtxIndex block, params object[] parameters) =>
        PtxKernel.Compile(ptx).Launch(Memory, grid, block, Bytes(parameters), options: Options);

    /// <summary>The fault that a launch ends with.</summary>
    public PtxFault Fault(string ptx, PtxIndex grid, PtxIndex block, params object[] parameters)
    {
        var thrown = Assert.Throws<DeviceException>(() => Launch(ptx, grid, block, parameters));
        var fault = Assert.IsType<PtxFaultException>(thrown.InnerException).Fault;
        Assert.Contains($"PTX line {fault.Line}", thrown.Message);
        Assert.Equal(ptx.Split('\n')[fault.Line - 1].Trim(), fault.Text);
        return fault;
    }

    /// <summary>Parameters one after another, each aligned to its size, as an entry lays them out.</summary>
    public static byte[] Bytes(params object[] parameters)
    {
        var bytes = new List<byte>();
        foreach (var parameter in parameters)
        {
            if (parameter is (ulong address, long length))
            {
                Add(BitConverter.GetBytes(address));
                Add(BitConverter.GetBytes(length));
                continue;
            }
            Add(parameter switch
            {
                int v => BitConverter.GetBytes(v),
                uint v => BitConverter.GetBytes(v),
                long v => BitConverter.GetBytes(v),
                ulong v => BitConverter.GetBytes(v),
                float v => BitConverter.GetBytes(v),
                double v => BitConverter.GetBytes(v),
                byte[] v => v,
                _ => throw new ArgumentException(parameter.GetType().Name),
            });
        }
        return [.. bytes];

        void Add(byte[] value)
        {
            while (bytes.Count % Math.Min(value.Length, 8) != 0) bytes.Add(0);
            bytes.AddRange(value);
        }
    }

    public void Dispose() => _pins.ForEach(p => p.Free());

    /// <summary>
    /// A kernel of one warp around a few instructions: they find the lane's operands a, b, c in %a0, %b0, %c0 (of the operand's
    /// type) and leave the result in %d0.
    /// </summary>
    public static string Kernel(string instructions, string result, string operand, string? third = null)
    {
        third ??= operand;
        return $$"""
            .version 8.0
            .target sm_80
            .address_size 64
            .visible .entry k(.param .b64 pa, .param .b64 pb, .param .b64 pc, .param .b64 pd)
            {
                .reg .pred %p<5>;
                .reg .b16 %h<5>;
                .reg .b32 %r<5>;
                .reg .b64 %rd<9>;
                .reg {{Declared(operand)}} %a0, %b0;
                .reg {{Declared(third)}} %c0;
                .reg {{Declared(result)}} %d0;
                mov.u32 %r1, %tid.x;
                ld.param.u64 %rd1, [pa];
                ld.param.u64 %rd2, [pb];
                ld.param.u64 %rd3, [pc];
                ld.param.u64 %rd4, [pd];
                mul.wide.u32 %rd5, %r1, {{Size(operand)}};
                mul.wide.u32 %rd6, %r1, {{Size(third)}};
                mul.wide.u32 %rd7, %r1, {{Size(result)}};
                add.u64 %rd1, %rd1, %rd5;
                add.u64 %rd2, %rd2, %rd5;
                add.u64 %rd3, %rd3, %rd6;
                add.u64 %rd4, %rd4, %rd7;
                ld.global{{Stored(operand)}} %a0, [%rd1];
                ld.global{{Stored(operand)}} %b0, [%rd2];
                ld.global{{Stored(third)}} %c0, [%rd3];
                {{instructions}}
                st.global{{Stored(result)}} [%rd4], %d0;
                ret;
            }
            """;
    }

    private static string Declared(string type) => type is ".s8" or ".u8" or ".b8" or ".f16" ? ".b16" : type;

    private static string Stored(string type) => ".b" + type[2..];

    private static int Size(string type) => int.Parse(type[2..]) / 8;

    /// <summary>Runs such a kernel on up to 32 triples of operands.</summary>
    public static R[] Run<T, R>(string instructions, string result, string operand, T[] a, T[]? b = null, T[]? c = null)
        where T : unmanaged where R : unmanaged => Run<T, T, R>(instructions, result, operand, operand, a, b, c);

    /// <summary>Also runs them with all 32 lanes, which go as vectors: the bits must be the same.</summary>
    public static R[] Run<T, U, R>(string instructions, string result, string operand, string third, T[] a, T[]? b, U[]? c)
        where T : unmanaged where U : unmanaged where R : unmanaged
    {
        b ??= a;
        c ??= new U[a.Length];
        var ptx = Kernel(instructions, result, operand, third);
        var some = Lanes(ptx, a, b, c, new R[a.Length]);
        var all = Lanes(ptx, Filled(a), Filled(b), Filled(c), new R[PtxWarp.Size]);
        Assert.Equal(MemoryMarshal.AsBytes<R>(some).ToArray(), MemoryMarshal.AsBytes<R>(all.AsSpan(0, some.Length)).ToArray());
        return some;
    }

    private static R[] Lanes<T, U, R>(string ptx, T[] a, T[] b, U[] c, R[] results) where T : unmanaged where U : unmanaged where R : unmanaged
    {
        using var harness = new PtxHarness();
        harness.Launch(ptx, new(1), new(a.Length), harness.Map("a", a), harness.Map("b", b), harness.Map("c", c), harness.Map("d", results));
        return results;
    }

    private static T[] Filled<T>(T[] values) => [.. Enumerable.Range(0, PtxWarp.Size).Select(i => values[i % values.Length])];
}

using System.Buffers.Binary;
using System.Reflection;
using ILGPU;
using ILGPU.Runtime;

namespace NeuralCore.Backends.Gpu;

/// <summary>A kernel's fields as the bytes that its PTX reads: in the order of declaration, each aligned to its size, a view as address and length.</summary>
internal static class PtxArguments
{
    private const int ViewBytes = 16;

    /// <summary>The bytes of a kernel's fields; a view's address is its buffer's.</summary>
    /// <exception cref="InvalidOperationException">The kernel reads more or fewer bytes than its fields have here.</exception>
    public static byte[] Of<K>(in K kernel, int size, IReadOnlyDictionary<MemoryBuffer, ulong> addresses) where K : struct, IKernel
    {
        if (Layout(typeof(K)).Size is var expected && expected != size)
            throw new InvalidOperationException($"the PTX of {KernelName.Of<K>()} reads {size} bytes of arguments, and its fields have {expected}");
        var bytes = new byte[size];
        Write(kernel, 0);
        return bytes;

        void Write(object value, int at)
        {
            var target = bytes.AsSpan(at);
            switch (value)
            {
                case IContiguousArrayView view:
                    var address = view.Length == 0 ? 0 : addresses[view.Buffer] + (ulong)(view.Index * view.ElementSize);
                    BinaryPrimitives.WriteUInt64LittleEndian(target, address);
                    BinaryPrimitives.WriteInt64LittleEndian(target[8..], view.Length);
                    break;
                case int number: BinaryPrimitives.WriteInt32LittleEndian(target, number); break;
                case uint number: BinaryPrimitives.WriteUInt32LittleEndian(target, number); break;
                case long number: BinaryPrimitives.WriteInt64LittleEndian(target, number); break;
                case ulong number: BinaryPrimitives.WriteUInt64LittleEndian(target, number); break;
                case float number: BinaryPrimitives.WriteSingleLittleEndian(target, number); break;
                case double number: BinaryPrimitives.WriteDoubleLittleEndian(target, number); break;
                case bool flag: target[0] = flag ? (byte)1 : (byte)0; break;
                case byte number: target[0] = number; break;
                default:
                    foreach (var field in Fields(value.GetType()))
                    {
                        at = Align(at, field.FieldType);
                        Write(field.GetValue(value)!, at);
                        at += Layout(field.FieldType).Size;
                    }
                    break;
            }
        }
    }

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

    private static int Align(int at, Type type) => (at + Layout(type).Alignment - 1) / Layout(type).Alignment * Layout(type).Alignment;

    private static (int Size, int Alignment) Layout(Type type)
    {
        if (type.IsAssignableTo(typeof(IContiguousArrayView))) return (ViewBytes, 8);
        if (type.IsPrimitive)
        {
            var bytes = Type.GetTypeCode(type) switch
            {
                TypeCode.Boolean or TypeCode.Byte => 1,
                TypeCode.Int32 or TypeCode.UInt32 or TypeCode.Single => 4,
                TypeCode.Int64 or TypeCode.UInt64 or TypeCode.Double => 8,
                _ => throw new DeviceException($"a kernel's field cannot be a {type.Name}: expected views, int, uint, long, ulong, float, double, bool, byte, and structs of them"),
            };
            return (bytes, bytes);
        }
        var (size, alignment) = (0, 1);
        foreach (var field in Fields(type))
        {
            var inner = Layout(field.FieldType);
            size = (size + inner.Alignment - 1) / inner.Alignment * inner.Alignment + inner.Size;
            alignment = Math.Max(alignment, inner.Alignment);
        }
        // An empty struct takes a byte.
        return (Math.Max(1, (size + alignment - 1) / alignment * alignment), alignment);
    }
}

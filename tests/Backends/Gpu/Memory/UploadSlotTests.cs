using ILGPU.Runtime.OpenCL;
using NeuralCore.Backends;
using NeuralCore.Backends.Gpu;

namespace NeuralCore.Tests.Backends.Gpu;

/// <summary>What goes through a slot arrives whole, after everything queued before, whatever else is under way; the slots' memory does not grow.</summary>
public class UploadSlotTests
{
    private static (Backend Backend, CopyLane Lane) OpenCl()
    {
        var device = DevicesUnderTest.OwnOpenCl();
        device.Backend(ElementType.Float32).TryTakeUploadSlot(1)!.Dispose();
        return (device.Backend(ElementType.Float32), ((AcceleratorRuntime)GpuDevices.Runtime(device)).Lane!);
    }

    [Fact]
    public void Copies_run_along_a_queue_that_is_not_the_computing_one()
    {
        var (_, lane) = OpenCl();
        var compute = (CLStream)lane.Stream.Accelerator.DefaultStream;
        Assert.NotEqual(compute.CommandQueue, ((CLStream)lane.Stream).CommandQueue);
    }

    [Theory]
    [InlineData("cpu")]
    [InlineData("reference")]
    [InlineData("meta")]
    [InlineData("ptx")]
    [InlineData("simulator")]
    public void A_device_without_a_second_stream_has_no_slots(string device) =>
        Assert.Null(DevicesUnderTest.Get(device).Backend(ElementType.Float32).TryTakeUploadSlot(16));

    [Fact]
    public void Two_slots_in_turn_bring_every_batch_though_nobody_waits_for_the_device()
    {
        const int Count = 5000;
        var (backend, lane) = OpenCl();
        UploadSlot[] slots = [backend.TryTakeUploadSlot(4 * Count)!, backend.TryTakeUploadSlot(4 * Count)!];
        var bytes = lane.Bytes;
        var host = new float[Count];
        List<Tensor> arrived = [];
        for (var batch = 0; batch <= 100; batch++)
        {
            if (batch > 0)
            {
                arrived.Add(Tensor.Empty([Count - batch + 1], device: backend.Device));
                slots[(batch - 1) % 2].Finish(arrived[^1].View);
            }
            for (var i = 0; i < Count; i++) host[i] = 10_000 * batch + i;
            slots[batch % 2].Begin<float>(host.AsSpan(0, Count - batch));
            Array.Fill(host, float.NaN);
        }
        for (var batch = 0; batch < 100; batch++)
            Assert.Equal(Enumerable.Range(10_000 * batch, Count - batch).Select(i => (float)i), arrived[batch].ToArray<float>());
        Assert.Equal(bytes, lane.Bytes);
        foreach (var slot in slots) slot.Dispose();
    }

    [Fact]
    public void A_slot_that_was_given_back_with_a_copy_under_way_serves_the_next_owner()
    {
        var (backend, lane) = OpenCl();
        var bytes = 0L;
        for (var i = 0; i < 50; i++)
        {
            using (var left = backend.TryTakeUploadSlot(1 << 20)!) left.Begin<float>(new float[1 << 18]);
            using var slot = backend.TryTakeUploadSlot(1 << 20)!;
            slot.Begin<float>([1, 2, i]);
            var y = Tensor.Empty([3], device: backend.Device);
            slot.Finish(y.View);
            Assert.Equal([1, 2, i], y.ToArray<float>());
            if (i == 0) bytes = lane.Bytes;
        }
        Assert.Equal(bytes, lane.Bytes);
    }

    [Fact]
    public void Slots_of_sizes_that_nobody_asks_for_any_more_go()
    {
        var (backend, lane) = OpenCl();
        for (var size = 1000; size < 200_000; size += 1000) backend.TryTakeUploadSlot(size)!.Dispose();
        Assert.InRange(lane.Bytes, 1, 16 << 20);
    }

    [Fact]
    public void A_wrong_use_is_told()
    {
        var (backend, _) = OpenCl();
        using var slot = backend.TryTakeUploadSlot(256)!;
        var y = Tensor.Empty([3], device: backend.Device);
        Assert.Contains("nothing was begun", Assert.Throws<UsageException>(() => slot.Finish(y.View)).Message, StringComparison.Ordinal);
        slot.Begin<float>([1, 2]);
        Assert.Contains("12 bytes, but 8", Assert.Throws<UsageException>(() => slot.Finish(y.View)).Message, StringComparison.Ordinal);
        Assert.Throws<UsageException>(() => slot.Begin<float>(new float[65]));
    }
}

"use client";

import { BarChart } from "@mantine/charts";
import { Table, Text, VisuallyHidden } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import type { ChannelHealthView } from "#lib/forms/channel-health-view.ts";

const HEIGHT_PX = 180;

/** How much was said in each hour; the same numbers as a table for whoever does not see it. */
export function HoursPlot({ hours }: Pick<ChannelHealthView, "hours">) {
  const t = useTranslations("channelPage.plot");
  const format = useFormatter();
  const total = hours.reduce((sum, hour) => sum + hour.in + hour.out, 0);
  if (total === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("none")}
      </Text>
    );
  }
  const timeOf = (at: string) =>
    format.dateTime(new Date(at), { weekday: "short", hour: "2-digit", minute: "2-digit" });
  const data = hours.map((hour) => ({ ...hour, at: timeOf(hour.at) }));
  return (
    <figure style={{ margin: 0 }}>
      <div aria-hidden>
        <BarChart
          h={HEIGHT_PX}
          data={data}
          dataKey="at"
          type="stacked"
          withLegend
          legendProps={{ verticalAlign: "bottom", height: 36 }}
          series={[
            { name: "in", label: t("in"), color: "var(--sb-plot-in)" },
            { name: "out", label: t("out"), color: "var(--sb-plot-out)" },
          ]}
          yAxisProps={{ allowDecimals: false, tickCount: 3, width: 32 }}
          xAxisProps={{ interval: "preserveStartEnd", minTickGap: 48 }}
          barProps={{ isAnimationActive: false }}
          // What is hidden from screen readers must not take the focus.
          barChartProps={{ accessibilityLayer: false }}
          valueFormatter={(value) => format.number(value)}
        />
      </div>
      <VisuallyHidden>
        <Table>
          <caption>{t("title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("hour")}</th>
              <th scope="col">{t("in")}</th>
              <th scope="col">{t("out")}</th>
            </tr>
          </thead>
          <tbody>
            {hours
              .filter((hour) => hour.in + hour.out > 0)
              .map((hour) => (
                <tr key={hour.at}>
                  <th scope="row">{timeOf(hour.at)}</th>
                  <td>{hour.in}</td>
                  <td>{hour.out}</td>
                </tr>
              ))}
          </tbody>
        </Table>
      </VisuallyHidden>
    </figure>
  );
}

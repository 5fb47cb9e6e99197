import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { eventually, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

const site = useSite({ records: [madeUp()] });

test('what the desk imports and edits in the live file is on the page after a reload', () =>
  site.visit('/', {}, async (page) => {
    const title = () => page.locator('.row-title').first().textContent();
    assert.equal(await title(), 'A made-up strike');

    const record = (await site.instance.exportRecords()).find(({ external_id }) => external_id === 'made-up-1');
    await site.instance.importRecords([{ ...record, title: 'A title that was imported' }]);
    await eventually(async () => {
      await page.reload();
      assert.equal(await title(), 'A title that was imported');
    });

    const sql = `UPDATE incidents SET title = 'A title that GDAL wrote' WHERE id = '${record.id}'`;
    execFileSync('ogrinfo', ['-q', site.instance.db, '-sql', sql], { stdio: 'pipe' });
    await eventually(async () => {
      await page.reload();
      assert.equal(await title(), 'A title that GDAL wrote');
    });
    await page.locator('.row-title').first().click();
    await page.locator('#incident .history li').nth(2).waitFor();
    assert.match(await page.locator('#incident .history').innerText(), /edited in the database file|3:/);
  }));
